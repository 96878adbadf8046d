"""The exports of survey tools: each is recognised by what it holds and read as its tool means it."""
