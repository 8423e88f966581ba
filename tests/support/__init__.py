"""What tests of several folders need: lessons, classes, recorders, browsers."""
