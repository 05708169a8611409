# Two quotes, and one backslash that keeps a quote inside.
'single' "double" 'it\'s' "a \"word\""
'' "" 'adjacent'"strings"
'a line that \
goes on'
