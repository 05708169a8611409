'äöü'; break
