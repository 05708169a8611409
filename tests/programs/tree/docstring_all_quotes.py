'Has """ and \'\'\' inside'
