"""One hypothesis profile for the rules: enough examples to find mistakes, few enough to run at every save."""

from hypothesis import settings

settings.register_profile("domain", max_examples=150, deadline=None)
settings.load_profile("domain")
