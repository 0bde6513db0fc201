"""What several test modules share: figures, films, servers, browsers, and programs run from outside."""
