"""The workspace page: what a claim link opens in a browser. Made on the server, readable without JavaScript.

`view` reads one project into plain values, `rendering` turns them into HTML. Only this folder of the studio knows
`language`: the page shows the agent's words as the skill would relay them. The API that the client is tested against
never does.
"""
