"""Words by which the furniture of Arabic news pages gives itself away.

They are the set phrases of the common publishing systems (WordPress's Arabic translation
and its news themes: comment form, related posts, share bar, newsletter, search) and the
credits below an article. A line is furniture when it *begins* with one of them, so that
an article which happens to use the word is not lost.
"""

import re
from functools import cache

from summariser.lexicon.folding import folded

_OPENINGS = (
    # comment form (WordPress ar: comment-template)
    "اترك تعليقا", "اترك ردا", "ترك الرد", "اضف تعليقا", "تعليقات", "لا توجد تعليقات",
    "من فضلك ادخل", "لن يتم نشر عنوان بريدك", "الحقول الالزاميه", "عدد الاحرف المتبقيه",
    "احفظ اسمي", "البريد الالكتروني", "الغاء الرد", "احدث التعليقات",
    # related, most read, navigation
    "اقرا ايضا", "اقرا المزيد", "اقرأوا ايضا", "شاهد ايضا", "طالع ايضا", "مواضيع ذات صله",
    "مقالات ذات صله", "اخبار ذات صله", "مواضيع متعلقه", "قد يهمك", "قد يعجبك", "الاكثر شهره",
    "الاكثر قراءه", "الاكثر مشاهده", "المقال السابق", "المقال التالي", "الخبر السابق",
    "الرئيسيه", "القائمه", "بحث", "تابعنا", "تابعونا", "انضم الينا", "حمل التطبيق",
    # share bar, newsletter, rights
    "شارك", "مشاركه", "شاركها", "انشر", "طباعه", "نسخ الرابط", "فيسبوك", "تويتر", "واتساب",
    "اشترك في", "النشره الاخباريه", "النشره البريديه", "جميع الحقوق محفوظه", "حقوق النشر",
    "سياسه الخصوصيه", "من نحن", "اتصل بنا", "اعلان", "وقت القراءه", "اخر تحديث", "كلمات دلاليه",
    "الوسوم", "كلمات مفتاحيه",
    # credits below the article
    "المصدر:", "الصوره:", "تصوير:", "مصدر الصوره", "حقوق الصوره",
    # the same in English
    "leave a reply", "leave a comment", "read also", "read more", "related articles",
    "share this", "subscribe", "newsletter", "all rights reserved", "privacy policy",
    "advertisment", "advertisement", "follow us", "home", "search", "comments", "cookie",
    "source:", "photo:", "tags:", "sign up",
)  # fmt: skip


_LONGEST_MENU = 7  # words of a line that one everyday word («بحث»: search, he discussed) opens


@cache
def _pattern(*, one_word: bool) -> re.Pattern[str]:
    known = {folded(phrase) for phrase in _OPENINGS}
    chosen = [phrase for phrase in known if phrase.isalpha() == one_word]
    phrases = map(re.escape, sorted(chosen, key=len, reverse=True))
    return re.compile(rf"^[\W_]*(?:{'|'.join(phrases)})(?!\w)")


def boilerplate_words(line: str) -> bool:
    """Whether the line begins with a set phrase of page furniture.

    An article's sentence may begin with one of its words («بحث الوزيران», «شارك في اللقاء»), so
    that a single word counts on short lines only.
    """
    words = folded(line)
    if _pattern(one_word=False).match(words):
        return True
    return len(words.split()) <= _LONGEST_MENU and _pattern(one_word=True).match(words) is not None
