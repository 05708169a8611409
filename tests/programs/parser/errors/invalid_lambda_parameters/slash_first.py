lambda /, a: a
