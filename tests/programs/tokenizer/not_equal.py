# The old spelling is one operator to the scanner; the grammar refuses it, most days.
1 <> 2
