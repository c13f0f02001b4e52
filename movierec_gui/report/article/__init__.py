"""The article retold, claim by claim, and measured again.

``steps``: the article's steps in its order, an explicit tuple. ``verdicts``: the rule. ``networks``, ``numbers``,
``nodes`` and ``maps``: what the steps measure and check. ``record`` and ``store``: what is kept. ``running``: steps
run, and gone on with; ``cost``: how long that takes. ``pictures`` and ``tables``: what came out. ``writing``: the
report. ``handout``: one file to hand on.
"""
