"""The queries of the library, one ``.rq`` file each."""
