"""Clipboard contents (text/html) in the form in which other programs write them."""

# Google Docs: one <b> that isn't bold around everything, styles instead of tags, lists within lists,
# line breaks between blocks, links through google.com.
SPAN = (
    "font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;"
    "font-variant:normal;text-decoration:none;vertical-align:baseline;white-space:pre-wrap;"
)
DOCS = f"""<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-5f0c2b1e-7fff-8a61"><h1 dir="ltr" style="line-height:1.38;margin-top:20pt;"><span style="font-size:20pt;font-weight:400;font-style:normal;">The verdict</span></h1><p dir="ltr" style="line-height:1.38;margin-top:0pt;"><span style="{SPAN}font-weight:400;font-style:normal;">We watched </span><span style="{SPAN}font-weight:400;font-style:italic;">Metallic Rouge</span><span style="{SPAN}font-weight:400;"> and </span><span style="{SPAN}font-weight:700;">liked</span><span style="{SPAN}font-weight:700;font-style:italic;"> it</span><span style="{SPAN}font-weight:400;">.</span></p><br /><p dir="ltr"><a href="https://www.google.com/url?q=https://example.org/a?b%3Dc&amp;sa=D&amp;source=editors&amp;ust=17" style="text-decoration:none;"><span style="{SPAN}font-weight:400;text-decoration:underline;">A link</span></a><span style="{SPAN.replace("none", "line-through")}">gone</span><span style="{SPAN}"><span style="font-size:0.6em;vertical-align:super;">2</span></span></p><h4 dir="ltr"><span style="font-size:12pt;font-weight:700;">For less money</span></h4><ul style="margin-top:0;padding-inline-start:48px;"><li dir="ltr" style="list-style-type:disc;font-weight:400;" aria-level="1"><p dir="ltr" role="presentation"><span style="{SPAN}">One</span></p></li><ul style="margin-top:0;"><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span style="{SPAN}">One and a half</span></p></li></ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="{SPAN}font-weight:700;">Two</span></p></li></ul></b><br class="Apple-interchange-newline">"""
DOCS_READ = (
    "<h2>The verdict</h2>"
    "<p>We watched <em>Metallic Rouge</em> and <strong>liked<em> it</em></strong>.</p>"
    '<p><a href="https://example.org/a?b=c">A link</a><s>gone</s><sup>2</sup></p>'
    "<h3>For less money</h3>"
    "<ul><li><p>One</p><ul><li><p>One and a half</p></li></ul></li>"
    "<li><p><strong>Two</strong></p></li></ul>"
)


def _word_item(text: str, marker: str, level: int, place: str = "Middle", font: str = "") -> str:
    return (
        f"<p class=MsoListParagraphCxSp{place} style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'>"
        f"<![if !supportLists]><span lang=EN-US style='font-family:{font or 'Symbol'};"
        f"mso-bidi-font-family:Symbol'><span style='mso-list:Ignore'>{marker}<span "
        "style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span>"
        f"<![endif]><span lang=EN-US>{text}<o:p></o:p></span></p>\n\n"
    )


# Word on Windows: a whole document with a style sheet, lists as paragraphs, empty paragraphs.
WORD = (
    """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><title>Not this</title>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-weight:bold} --></style></head>
<body lang=EN-US style='tab-interval:36.0pt'><!--StartFragment-->
<h1>Kettles<o:p></o:p></h1>
<p class=MsoNormal>We boiled <b>nine</b><span style='mso-spacerun:yes'>&nbsp; </span><i>kettles</i> for a
month.<a name="_Hlk1"></a><a href="#_ftn1">[1]</a><o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
"""
    + _word_item("Quick", "·", 1, "First")
    + _word_item("Very quick", "o", 2, font='"Courier New"')
    + _word_item("<b>Quiet</b>", "·", 1)
    + _word_item("First", "1.", 1)
    + _word_item("Second", "2.", 1, "Last")
    + """<h5>Notes<o:p></o:p></h5>
<p class=MsoListParagraph style='mso-list:l2 level1 lfo3'><!--[if !supportLists]--><span
style='font-family:Symbol'>·<span>&nbsp;&nbsp; </span></span><!--[endif]-->From Outlook<o:p></o:p></p>
<table class=MsoTableGrid><tr><td width=100 style='width:75pt'><p class=MsoNormal><b>Name</b></p></td>
<td><p class=MsoNormal>Price</p></td></tr></table>
<!--EndFragment--></body></html>"""
)
WORD_READ = (
    "<h2>Kettles</h2>"
    "<p>We boiled <strong>nine</strong> <em>kettles</em> for a month.[1]</p>"
    "<ul><li><p>Quick</p><ul><li><p>Very quick</p></li></ul></li>"
    "<li><p><strong>Quiet</strong></p></li></ul>"
    "<ol><li><p>First</p></li><li><p>Second</p></li></ol>"
    "<h3>Notes</h3><ul><li><p>From Outlook</p></li></ul>"
)

# A web page as Chromium copies it: the computed style on everything, pictures by their addresses.
STYLE = (
    "color: rgb(33, 33, 33); font-family: Georgia; font-style: normal; font-weight: 400; "
    "text-decoration-style: initial; display: inline !important; float: none;"
)
WEB = f"""<html><body><!--StartFragment--><h1 style="{STYLE.replace("400", "700")}">A page</h1><p style="{STYLE}">It says<span class="Apple-converted-space">&nbsp;</span><strong style="font-weight: 700;">much</strong> and <cite>cites</cite> <a href="https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fb&amp;h=AT0" onclick="x()">more</a>.</p><div style="{STYLE}">One block</div><div style="font-weight: bold;">Another</div><p><img src="https://elsewhere.example/p.jpg" alt="x"></p><script>alert(1)</script><h6>Small</h6><!--EndFragment--></body></html>"""
WEB_READ = (
    "<h2>A page</h2>"
    '<p>It says <strong>much</strong> and <em>cites</em> <a href="https://example.org/b">more</a>.</p>'
    "<p>One block</p><p><strong>Another</strong></p><h3>Small</h3>"
)
