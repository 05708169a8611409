object.first.second
object.first.second = 1
(object
 .first
 .second)
(object
 .first
 .method(1)
 .method(2))
