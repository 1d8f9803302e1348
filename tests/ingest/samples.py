"""Documents made for the tests: PDF, Word and HTML with known content."""

from __future__ import annotations

import io
import zipfile

SENTENCE = "Rule {page}-{number} says that fee {fee} is due on day {number} of the program."

HTML = """<!doctype html><html><head><meta charset="{charset}"><title>Fee waivers | State Board</title>
<script>document.write("injected by a script")</script><style>p {{ color: red }}</style></head><body>
<div class="cookie-banner"><p>We use cookies to improve this site. Accept all?</p></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/about">About us</a></li></ul></nav>
<main><h1>Fee waivers</h1>
<p>A physician may ask for a <b>fee waiver</b> within 30 days of filing – “in writing”.
The Board answers within 10 days.</p>
<h2>Who qualifies</h2><p>You qualify if one of these is true for you today:</p>
<ul><li>your income is below $30,000; or</li><li>you work in a shortage area.</li></ul>
<table><tr><th>License</th><th>Fee</th></tr><tr><td>Full</td><td>$500</td></tr>
<tr><td>Training</td><td>$100</td></tr></table>
<p>See the <a href="/rules">rules on waivers</a> before you file: a waiver is never given afterwards.</p></main>
<aside><h3>Related</h3><ul><li><a href="/x">Other services</a></li></ul></aside>
<footer><p>© 2026 State Board. All rights reserved. <a href="/privacy">Privacy</a></p></footer></body></html>"""


def html(charset: str = "utf-8") -> bytes:
    return HTML.format(charset=charset).encode(charset)


def docx() -> bytes:
    import docx as word

    document = word.Document()
    document.core_properties.title = "Office rules"
    document.add_heading("Visas", 1)
    document.add_paragraph("A J-1 physician must go home for two years. A waiver is possible.")
    document.add_paragraph("Bring:")
    for text in ("a passport", "two photographs"):
        document.add_paragraph(text, style="List Bullet")
    document.add_heading("Fees", 2)
    table = document.add_table(rows=2, cols=2)
    for place, text in enumerate(("Exam", "Fee", "Step 1", "$1,020")):
        table.cell(place // 2, place % 2).text = text
    document.add_paragraph("Pay online.")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def handbook(pages: int) -> bytes:
    """A PDF with running heads; page n holds the sentences "Rule n-0 …" to "Rule n-3 …"."""
    from fpdf import FPDF

    class Handbook(FPDF):
        def header(self) -> None:
            self.set_font("Helvetica", size=8)
            self.cell(0, 5, "Office handbook 2026", new_x="LMARGIN", new_y="NEXT")

        def footer(self) -> None:
            self.set_y(-12)
            self.set_font("Helvetica", size=8)
            self.cell(0, 5, f"Page {self.page_no()} of {pages}", align="C")

    pdf = Handbook()
    pdf.set_title("Handbook for residents")
    pdf.set_auto_page_break(True, 20)
    for page in range(1, pages + 1):
        pdf.add_page()
        if page % 5 == 1:  # a section runs over five pages
            pdf.set_font("Helvetica", "B", 14)
            pdf.cell(0, 10, f"{page // 5 + 1}. Chapter {page // 5 + 1}", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", size=11)
        for number in range(4):
            text = SENTENCE.format(page=page, number=number, fee=page * 7 + number)
            pdf.multi_cell(0, 5.5, text, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(3)
    return bytes(pdf.output())


def structured_pdf() -> bytes:
    """One page with headings, a wrapped paragraph, a list and a table, then one in two columns."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 20)
    pdf.cell(0, 12, "Guide for residents", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", "B", 14)
    pdf.cell(0, 10, "1. Visas", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", size=11)
    long = "A resident on a J-1 visa must go home for two years after the training ends, unless a waiver has been "
    pdf.multi_cell(
        0, 5.5, long + "granted by the Department of State. The rule counts days.", new_x="LMARGIN", new_y="NEXT"
    )
    pdf.ln(4)
    pdf.multi_cell(0, 5.5, "Bring the following:", new_x="LMARGIN", new_y="NEXT")
    for item in (
        "a passport that is valid for six months beyond the day on which the stay in the United States ends",
        "a photo",
    ):
        pdf.multi_cell(0, 5.5, f"\x95 {item}", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    with pdf.table() as table:
        for cells in (("Exam", "Fee"), ("Step 1", "$1,020"), ("Step 2 CK", "$1,100")):
            row = table.row()
            for cell in cells:
                row.cell(cell)
    pdf.add_page()
    pdf.set_font("Helvetica", size=10)
    left = " ".join(f"Left sentence {n} tells of licenses and boards in the states." for n in range(12))
    right = " ".join(f"Right sentence {n} tells of insurance and of tail coverage." for n in range(12))
    for x, text in ((10, left), (110, right)):
        pdf.set_xy(x, 40)
        pdf.multi_cell(85, 5, text)
    return bytes(pdf.output())


def encrypted_pdf() -> bytes:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_encryption(owner_password="owner", user_password="reader")
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    pdf.cell(0, 10, "Secret text")
    return bytes(pdf.output())


def picture_pdf() -> bytes:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 50, 50)
    return bytes(pdf.output())


def zip_bomb(megabytes: int = 400) -> bytes:
    """A .docx of a few hundred kilobytes that unpacks to hundreds of megabytes."""
    buffer = io.BytesIO()
    block = b"<w:p>" * 200_000
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(megabytes):
            member.write(block)
    return buffer.getvalue()


def entity_bomb() -> bytes:
    """A .docx whose XML defines entities that multiply to gigabytes."""
    entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11))
    original = io.BytesIO(docx())
    buffer = io.BytesIO()
    with zipfile.ZipFile(original) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:document", f"<!DOCTYPE x [{entities}]><w:document".encode(), 1)
                data = data.replace(b"A waiver is possible.", b"&a10;")
            target.writestr(name, data)
    return buffer.getvalue()


def external_entity(path: str) -> bytes:
    """A .docx that asks for another file of the machine to be put into its text."""
    original = io.BytesIO(docx())
    buffer = io.BytesIO()
    with zipfile.ZipFile(original) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                declared = f'<!DOCTYPE x [<!ENTITY leak SYSTEM "file://{path}">]><w:document'
                data = data.replace(b"<w:document", declared.encode(), 1)
                data = data.replace(b"A waiver is possible.", b"&leak;")
            target.writestr(name, data)
    return buffer.getvalue()
