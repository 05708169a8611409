("in"
 "parts")
