"""Guards: one look at what was read for each way in which good numbers can mean something else. Nothing is changed by them."""
