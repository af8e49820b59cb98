"""The language of the session, from the first message."""

from __future__ import annotations

import pytest

from nemo_skill.language.detect import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("a fox running through a snowy forest at dusk", "en"),
        ("export", "en"),
        ("", "en"),
        ("😀 123", "en"),
        ("生成一个城市从白天到夜晚的延时视频", "zh-CN"),
        ("我upload个视频先", "zh-CN"),
        ("把影片傳給我", "zh-TW"),
        ("仲有幾多credits呀", "zh-TW"),
        ("雪の森を歩くキツネの映像を作って", "ja"),
        ("비 오는 서울 골목을 걷는 고양이 영상 만들어줘", "ko"),
        ("añade un título y exporta el video", "es"),
        ("¿ya está listo?", "es"),
        ("ajoute un titre puis exporte la vidéo", "fr"),
        ("c'est prêt ?", "fr"),
        ("mach das Video heller und exportiere es", "de"),
        ("Kontostand prüfen, bitte", "de"),
        ("adiciona um título e exporta o vídeo", "pt"),
        ("quantos créditos ainda tenho?", "pt"),
        ("aggiungi un titolo e poi esporta il video", "it"),
        ("quanti crediti mi restano?", "it"),
        ("добавь спокойную музыку", "ru"),
        ("додай спокійну музику", "uk"),
        ("اصنع فيديو عن ثعلب", "ar"),
        ("एक लोमड़ी का वीडियो बनाओ", "hi"),
        ("ทำวิดีโอสุนัขจิ้งจอก", "th"),
        ("maak een video van een vos in de sneeuw", "nl"),
        ("zrób film o lisie w śniegu", "pl"),
        ("karda koşan bir tilki için video yap", "tr"),
    ],
)
def test_detect(text: str, language: str) -> None:
    assert detect_language(text) == language
