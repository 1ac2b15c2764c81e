"""What a table says where a phone shows it row by row."""

from web.templatetags.tables import labelled

HEAD = (
    '<tr><th scope="col" class="pinned">Prêt</th><th scope="col">Reste <span>dû</span></th>'
    '<th scope="col"><span class="visually-hidden">Acte</span></th></tr>'
)


def test_each_cell_says_the_words_of_its_column():
    row = '<tr class="late"><th scope="row">P-1</th><td class="num">1,00</td><td><a href="/">Céder</a></td></tr>'
    assert labelled(row * 2, HEAD) == (
        '<tr class="late"><th data-th="Prêt" scope="row">P-1</th><td data-th="Reste dû" class="num">1,00</td>'
        '<td><a href="/">Céder</a></td></tr>'
    ) * 2  # fmt: skip


def test_a_cell_over_several_columns_takes_their_places():
    row = '<tr><th colspan="2">Total</th><td>1,00</td></tr>'
    assert labelled(row, HEAD) == '<tr><th data-th="Prêt" colspan="2">Total</th><td>1,00</td></tr>'


def test_a_sign_in_a_header_stays_in_the_attribute():
    head = '<tr><th>Part &lt;"A"&gt;</th></tr>'
    assert labelled("<tr><td>1</td></tr>", head) == '<tr><td data-th="Part &lt;&quot;A&quot;&gt;">1</td></tr>'


def test_a_row_with_more_cells_than_headers_stays_as_it_is():
    assert labelled("<tr><td>1</td><td>2</td></tr>", "<tr><th>A</th></tr>") == (
        '<tr><td data-th="A">1</td><td>2</td></tr>'
    )
