x = café☕
