"""The ethnic groups (民族) and sexes as cards carry them: codes and names.

Source: GB/T 3304 with 97 其他 and 98 外国血统中国籍人士 as cards use them; GB/T 2261.1 for sex.
The names are part of the national code set and therefore stand here.
"""

from core.card import Sex

# fmt: off
_NAMES = (
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白",
    "土家", "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西",
    "景颇", "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯",
    "阿昌", "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京",
    "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
)
# fmt: on

ETHNIC_NAMES: dict[str, str] = {f"{n:02d}": name for n, name in enumerate(_NAMES, start=1)} | {
    "97": "其他",
    "98": "外国血统中国籍人士",
}


def ethnic_name(code: str) -> str:
    """The name for a code of two digits; an unknown code gives an empty name."""
    return ETHNIC_NAMES.get(code, "")


def sex_name(sex: Sex) -> str:
    """The word key of a sex."""
    return f"sex.{sex.value}"
