"""One file, read whole: everything in it, its trail, its papers. Whoever looks is in the trail herself."""
