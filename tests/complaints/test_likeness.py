"""Names of sellers and addresses of listings become keys that find the same seller and the same listing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.likeness import MOST_LISTING, MOST_SELLER, listing_key, seller_key


@pytest.mark.parametrize(("name", "key"), [
    ("Loja São João!", "loja sao joao"), ("  LOJA  sao joão ", "loja sao joao"), ("loja-sao_joao", "loja sao joao"),
    ("", ""), (None, ""), ("Vendedor", ""), ("não sei", ""), ("???", ""), ("深圳", ""), ("Shop 深圳 88", "shop 88"),
])
def test_one_seller_has_one_key_however_it_is_typed(name, key):
    assert seller_key(name) == key


@pytest.mark.parametrize("url", [
    "https://pt.aliexpress.com/item/1005001.html", "https://www.aliexpress.com/item/1005001.html?spm=a2g0o&utm=x",
    "http://m.aliexpress.com/item/1005001.html#nav", "https://m.pt.aliexpress.com/item/1005001.html/",
])
def test_one_listing_has_one_key_whichever_phone_it_was_copied_from(url):
    assert listing_key(url) == "aliexpress.com/item/1005001.html"


@pytest.mark.parametrize("url", [
    "", None, "aliexpress", "ftp://shop.example/item", "https://aliexpress.com/", "javascript:alert(1)", "http://[bad",
    "https://localhost/item",
])
def test_what_is_no_listing_has_no_key(url):
    assert listing_key(url) == ""


def test_two_listings_stay_two():
    assert listing_key("https://shopee.com.br/a-i.1.2") != listing_key("https://shopee.com.br/a-i.1.3")


@given(st.text(max_size=500))
def test_any_text_has_a_key_that_fits_and_is_its_own(text):
    key = seller_key(text)
    assert len(key) <= MOST_SELLER and seller_key(key) == key
    assert len(listing_key(text)) <= MOST_LISTING
