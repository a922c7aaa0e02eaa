"""Files that drawings are made of: style, page and the JavaScript library of the page."""
