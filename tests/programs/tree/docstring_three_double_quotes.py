'''Has """ inside'''
