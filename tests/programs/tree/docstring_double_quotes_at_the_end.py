'''Ends with "'''
