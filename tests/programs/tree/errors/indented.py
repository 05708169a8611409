if x:
		y = $
