"""The line above a title: what is being done, and the first thing that was chosen."""

from core.session.matter import Matter
from core.session.setting import Setting

_LONGEST = 24  # characters that fit into one line in every mode


def crumb_of(matter: Matter, setting: Setting) -> str:
    """我要开药店 · 连锁门店; the package alone where nothing was asked."""
    package = setting.package_of(matter)
    answers = matter.answer_map()
    for question in package.questions:
        for option in question.options:
            if answers.get(question.code) == option.code:
                crumb = setting.words(
                    "handling.crumb", package=package.name, situation=option.title
                )
                return crumb if len(crumb) <= _LONGEST else package.name
    return package.name
