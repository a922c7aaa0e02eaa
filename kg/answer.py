"""What answers have in common: they show themselves as a table of a notebook, and as a pandas ``DataFrame``."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
SHOWN = 100
"""How many rows a notebook shows."""


class Answer:
    """What a graph question gives; subclasses say what its rows are."""

    def rows(self) -> list[Row]:
        """Flat dicts of native values, all with the same keys."""
        raise NotImplementedError

    def to_df(self) -> pd.DataFrame:
        """The rows as a pandas ``DataFrame``; needs pandas."""
        try:
            import pandas
        except ImportError as error:
            raise UsageError("to_df() needs pandas; install it with: pip install pandas") from error
        return pandas.DataFrame(self.rows())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return what a notebook shows: how many rows there are, and a table without script, all text escaped."""
        rows = self.rows()
        head = "".join(f"<th>{escape(name)}</th>" for name in (rows[0] if rows else {}))
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(_cell(value))}</td>' for value in row.values())}</tr>" for row in rows[:SHOWN]
        )
        more = f"<p>… and {len(rows) - SHOWN} more: <code>.rows()</code></p>" if len(rows) > SHOWN else ""
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
        return {
            "text/plain": f"<{type(self).__name__}: {len(rows)} rows>",
            "text/html": table if rows else "<p>nothing found</p>",
        }


def _cell(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
