"""What the console's pages are made with: templates with words in several languages, style sheets, headers.

A room makes its pages with `templates.render` and answers with `answers.page`; the templates lie in
`bot/web/templates/console`, where `base.html` is to be extended.
"""
