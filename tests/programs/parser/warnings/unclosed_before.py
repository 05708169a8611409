x = (
  1if y else "\d",
