import sys

print("before")
sys.exit("a text for standard error")
