"""The tables of due process, one file for each noun. Frozen with revision 0005: a change is a new revision."""
