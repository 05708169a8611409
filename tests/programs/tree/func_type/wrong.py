(int) ->
