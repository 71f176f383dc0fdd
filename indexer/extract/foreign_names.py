"""The names of fields in other languages than English, as the columns of tables and the members of records have them.

Case, `_`, `-` and blanks do not matter. Names that mean several fields in different languages are left out.
"""

TITLE = (
    "titel", "überschrift", "ueberschrift", "schlagzeile", "titre", "título", "titulo", "titular", "titolo",
    "kop", "rubrik", "overskrift", "otsikko", "tytuł", "tytul", "nagłówek", "nadpis", "název", "titulek", "cím",
    "titlu", "titulnik", "naslov", "τίτλος", "başlık", "baslik", "заголовок", "название", "заглавие", "назва",
    "наслов", "عنوان", "العنوان", "כותרת", "शीर्षक", "标题", "標題", "题目", "タイトル", "見出し", "제목",
    "tiêu đề", "judul",
)  # fmt: skip
TEXT = (
    "inhalt", "volltext", "artikeltext", "fließtext", "fliesstext", "contenu", "texte", "corps",
    "texte intégral", "contenido", "texto", "cuerpo", "conteúdo", "conteudo", "corpo", "contenuto", "testo",
    "inhoud", "tekst", "innehåll", "brödtext", "indhold", "brødtekst", "innhold", "sisältö", "teksti", "treść",
    "tresc", "obsah", "tartalom", "szöveg", "conținut", "sadržaj", "vsebina", "κείμενο", "içerik", "metin",
    "текст", "содержание", "содержимое", "съдържание", "зміст", "садржај", "محتوى", "النص", "نص", "תוכן",
    "טקסט", "सामग्री", "पाठ", "内容", "內容", "正文", "全文", "本文", "내용", "본문", "nội dung", "isi",
)  # fmt: skip
SUMMARY = (
    "zusammenfassung", "kurztext", "vorspann", "résumé", "chapeau", "chapô", "resumen", "entradilla", "resumo",
    "riassunto", "sommario", "samenvatting", "sammanfattning", "ingress", "resumé", "tiivistelmä",
    "streszczenie", "zajawka", "perex", "аннотация", "краткое содержание", "анонс", "摘要", "概要", "要約",
    "요약", "ملخص", "özet",
)  # fmt: skip
PUBLISHED = (
    "datum", "erscheinungsdatum", "veröffentlicht", "veroeffentlicht", "veröffentlichungsdatum", "publiziert",
    "date de publication", "publié le", "fecha", "fecha de publicación", "fecha publicacion", "publicado",
    "data", "data de publicação", "data di pubblicazione", "data pubblicazione", "pubblicato",
    "publicatiedatum", "gepubliceerd", "publicerad", "publiceringsdatum", "dato", "udgivet", "udgivelsesdato",
    "publisert", "päivämäärä", "julkaistu", "data publikacji", "opublikowano", "datum vydání", "publikováno",
    "dátum", "megjelenés", "data publicării", "ημερομηνία", "tarih", "yayın tarihi", "дата", "дата публикации",
    "опубликовано", "дата публікації", "датум", "تاريخ", "التاريخ", "تاريخ النشر", "תאריך", "तारीख", "दिनांक",
    "日期", "发布日期", "发布时间", "發布日期", "時間", "时间", "日付", "公開日", "掲載日", "날짜", "게시일",
    "작성일", "ngày", "tanggal",
)  # fmt: skip
UPDATED = (
    "aktualisiert", "geändert", "änderungsdatum", "mis à jour", "date de modification", "actualizado",
    "atualizado", "aggiornato", "bijgewerkt", "uppdaterad", "opdateret", "oppdatert", "päivitetty",
    "zaktualizowano", "обновлено", "更新时间", "更新日", "수정일",
)  # fmt: skip
AUTHOR = (
    "autor", "autorin", "autoren", "verfasser", "verfasserin", "auteur", "auteurs", "autores", "autora",
    "autore", "autori", "schrijver", "författare", "forfatter", "kirjoittaja", "tekijä", "autorzy", "szerző",
    "avtor", "συγγραφέας", "yazar", "автор", "авторы", "автори", "аутор", "كاتب", "الكاتب", "المؤلف", "מחבר",
    "लेखक", "作者", "记者", "記者", "著者", "筆者", "저자", "기자", "작성자", "tác giả", "penulis",
)  # fmt: skip
SOURCE = (
    "quelle", "zeitung", "medium", "herausgeber", "fuente", "periódico", "periodico", "fonte", "jornal",
    "giornale", "testata", "journal", "éditeur", "bron", "krant", "källa", "tidning", "kilde", "avis", "lähde",
    "lehti", "źródło", "zrodlo", "gazeta", "zdroj", "forrás", "sursă", "izvor", "πηγή", "kaynak", "gazete",
    "источник", "издание", "джерело", "مصدر", "المصدر", "מקור", "स्रोत", "来源", "來源", "媒体", "出典", "新聞",
    "媒体名", "출처", "언론사", "nguồn", "sumber",
)  # fmt: skip
SECTION = (
    "ressort", "kategorie", "catégorie", "sección", "seccion", "categoría", "categoria", "seção", "secção",
    "sezione", "categorie", "rubriek", "avdelning", "kategori", "osasto", "kategoria", "rubryka", "dział",
    "rubrika", "rovat", "κατηγορία", "рубрика", "раздел", "категория", "категорія", "قسم", "القسم", "קטגוריה",
    "श्रेणी", "分类", "分類", "栏目", "カテゴリ", "카테고리", "분류", "chuyên mục",
)  # fmt: skip
TAGS = (
    "schlagwörter", "schlagworte", "schlagwort", "stichwörter", "stichworte", "mots clés", "mots-clefs",
    "étiquettes", "palabras clave", "etiquetas", "palavras chave", "parole chiave", "trefwoorden", "nyckelord",
    "emneord", "stikord", "nøkkelord", "asiasanat", "avainsanat", "słowa kluczowe", "tagi", "klíčová slova",
    "štítky", "kulcsszavak", "anahtar kelimeler", "etiketler", "ключевые слова", "теги", "ключові слова",
    "كلمات مفتاحية", "מילות מפתח", "关键词", "關鍵詞", "标签", "キーワード", "タグ", "키워드", "태그",
)  # fmt: skip
URL = (
    "adresse", "lien", "enlace", "dirección", "collegamento", "indirizzo", "länk", "lenke", "linkki", "odkaz",
    "ссылка", "адрес", "посилання", "رابط", "الرابط", "קישור", "लिंक", "链接", "連結", "网址", "リンク", "링크",
    "주소",
)  # fmt: skip
LANGUAGE = (
    "sprache", "langue", "idioma", "lingua", "taal", "språk", "sprog", "kieli", "język", "jazyk", "язык",
    "мова", "语言", "語言", "言語", "언어",
)  # fmt: skip
PLACE = (
    "ort", "lieu", "lugar", "luogo", "plaats", "sted", "paikka", "miejsce", "место", "地点", "場所",
)  # fmt: skip
