"""What every page of ours is made with: templates with words in three languages, style sheets, headers.

A room (`bot/pages`, `bot/console`, the simulator) makes its pages with `templates.render` and answers with
`answers.page`; the templates lie in `bot/web/templates`: `public.html` and `console/base.html` are to be extended.
"""
