"""The language of a message, as BCP 47, for the session that it opens."""

from __future__ import annotations

from nemo_skill.language.scan import fold

_SCRIPTS = (
    ("\u3040", "\u30ff", "ja"),
    ("\uac00", "\ud7af", "ko"),
    ("\u0600", "\u06ff", "ar"),
    ("\u0900", "\u097f", "hi"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u0590", "\u05ff", "he"),
    ("\u0370", "\u03ff", "el"),
    ("\u0980", "\u09ff", "bn"),
    ("\u0b80", "\u0bff", "ta"),
)
# Characters that one of the two Chinese scripts writes differently.
_TRADITIONAL = frozenset(
    "個們這來時說對會後過還沒學見開關發現點麼嗎請給視頻頁輯剪輯導匯載餘額狀態軌間線圖畫聲樂轉場長張鏡頭讓變換調"
    "與為從應該電腦機體檔案風雲飛鳥魚馬車門東語話讀寫書買賣錢國園愛夢戀雙隻條葉樹灣壓質幾萬億無熱紅綠藍黃燈燭煙瀑"
    "傳貓貼遠邊區廳歲顯顏題願類飯館養驚麗龍龜嘅咗喺啲嘢冇咁乜睇畀嚟"
)
_SIMPLIFIED = frozenset(
    "个们这来时说对会后过还没学见开关发现点么吗请给视频页辑导汇载余额状态轨间线图画声乐转场长张镜头让变换调"
    "与为从应该电脑机体档风云飞鸟鱼马车门东语话读写书买卖钱国园爱梦恋双只条叶树湾压质几万亿无热红绿蓝黄灯烛烟"
    "传猫贴远边区厅岁显颜题愿类饭馆养惊丽龙龟"
)
# Frequent small words; one that two languages share counts for both.
_WORDS = {
    "en": (
        "the a an of and to in is it with for on my me you please make this that at how what are i can add video from "
        "be as its not do no yes or if but so just credits export upload anything running show give have left"
    ),
    "es": (
        "el la los las un una de del y en con por para que es mi me favor haz pon anade agrega video como hay no al "
        "se lo mas esta hola quiero muestra cuantos creditos listo musica titulo luego exporta exportar descargar "
        "sube saldo estado ya todavia genera crea corta hasta sobre quedan"
    ),
    "fr": (
        "le la les un une des du de et en avec pour que est mon ma me plait fais ajoute dans sur au ce cette je pas "
        "plus d l c qu s n titre puis exporte exporter exportez telecharge video musique bonjour pret combien montre "
        "envoie fichier credits solde statut svp stp piste genere coupe change vous moi il y a"
    ),
    "de": (
        "der die das ein eine einen und mit fur ist im in den dem von zu mach bitte ich mir auf wie was nicht es auch "
        "des zum dann musik titel exportieren exportiere hochladen herunterladen guthaben kontostand prufen zeig "
        "schick habe noch viele fuge hinzu heller fertig datei schon spuren erstelle hallo danke"
    ),
    "pt": (
        "o a os as um uma do da e em com por para que no na meu minha me favor faz gera video voce nao mais ao dos "
        "das titulo adiciona exporta quantos creditos ainda tenho manda arquivo pronto saldo musica esta qual baixar "
        "ola oi obrigado corta escreve quero"
    ),
    "it": (
        "il lo la gli le un una di del della e con per che nel nella mio mia mi favore fai crea aggiungi su al i non "
        "piu titolo esporta esportare scarica quanti crediti restano musica poi ho fammi vedere tracce pronto saldo "
        "ciao grazie voglio mandami video caricare taglia"
    ),
    "nl": "de het een en van met voor is op in mijn maak ik je niet dat die naar te aan ook er voeg toe",
    "pl": "w z na i do nie to jest sie o zrob prosze jak mi moj dla od ze",
    "tr": "bir ve bu icin ile de da mi yap ne benim bana cok olan",
    "vi": "mot va cua la cho toi hay lam voi trong nguoi khong nhung",
    "id": "yang dan di ke dari untuk dengan ini itu buat buatkan saya tolong sebuah",
    "sv": "en ett och i pa av med for ar det som till mig gor min inte den att",
}
_LISTS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
# Letters that mostly one of the languages has.
_LETTERS = {
    char: language
    for language, chars in {
        "es": "ñ¿¡", "de": "ßü", "pt": "ãõ", "fr": "œê", "pl": "łęą", "tr": "ğış", "vi": "ươạđ", "sv": "å",
    }.items()
    for char in chars
}  # fmt: skip


def detect_language(text: str) -> str:
    """`en`, `zh-CN`, `zh-TW`, `ja`, `es` ...; `en` when nothing tells."""
    lowered = text.lower()
    counts: dict[str, int] = {}
    han = latin = cyrillic = 0
    for char in lowered:
        if char < "\u0250":
            latin += char.isalpha()
        elif "\u4e00" <= char <= "\u9fff":
            han += 1
        elif "\u0400" <= char <= "\u04ff":
            cyrillic += 1
        else:
            for low, high, language in _SCRIPTS:
                if low <= char <= high:
                    counts[language] = counts.get(language, 0) + 1
    if counts:
        language = max(counts, key=lambda name: counts[name])
        if counts[language] * 4 >= latin + cyrillic + counts[language]:
            return language
    if han and han * 4 >= latin:
        traditional = sum(char in _TRADITIONAL and char not in _SIMPLIFIED for char in text)
        simplified = sum(char in _SIMPLIFIED and char not in _TRADITIONAL for char in text)
        return "zh-TW" if traditional > simplified else "zh-CN"
    if cyrillic * 2 >= latin and cyrillic:
        return "uk" if any(char in "іїєґ" for char in lowered) else "ru"
    return _latin(lowered)


def _latin(lowered: str) -> str:
    words = "".join(char if char.isalpha() else " " for char in fold(lowered)).split()
    scores = {language: float(sum(word in known for word in words)) for language, known in _LISTS.items()}
    for char in lowered:
        if char in _LETTERS:
            scores[_LETTERS[char]] += 1.5
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    return best if scores[best] > scores["en"] else "en"
