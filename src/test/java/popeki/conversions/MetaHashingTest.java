package popeki.conversions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import popeki.kernel.PhoneNumber;

class MetaHashingTest {
  /** The published vectors, number by number; {@code _} stands for a space at an edge. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      1 | EM | __John.Smith@Example.COM_ | john.smith@example.com | 8e621e3d0368631d263d07a351fa8d34fba0d17c15fbcdec11a5f58008d022a0
      2 | EM | Ana+promo@Gmail.com | ana+promo@gmail.com | 74fa705e950eb57e2660a814a37ec498a3e2d257ad439de0a26c55ef4d587998
      3 | PH | +55 (11) 98765-4321 | 5511987654321 | 029c7290f14c4516673508635f0519db95f7daf42057fd0e4ad1de84c5408a66
      4 | PH | 0055 11 98765-4321 | 5511987654321 | 029c7290f14c4516673508635f0519db95f7daf42057fd0e4ad1de84c5408a66
      5 | PH | 551187654321 | 551187654321 | 9d00682b6cd3bf3cfdfcb37f11706e1183d9e9aa55e88e775efdd5c2d1581efe
      6 | PH | +1 (650) 555-0134 | 16505550134 | acef86aa5a531e9431fddefdde2e3f37723e400170dfca85e15386a5b0e25449
      7 | PH | +44 844 412 4653 | 448444124653 | dc008fda46e2e64002cf2f82a4906236282d431c4f75e5b60bfe79fc48546383
      9 | FN | __Mary_ | mary | 6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec
      10 | FN | José | josé | d994e1d001886fe5b45b1267bd1fa2b752ac50742579bd3dad7b2a2aa0ed6866
      11 | FN | D'Angelo Jr. | dangelojr | 218ad3948f356836232ca297c96ff63fb129088782e28d61ec37d3b41374d542
      12 | LN | Da Silva | dasilva | 3d05da4b552607e09bdc258939666d6b32fedc74392e38ea504c83a06ab3ec44
      13 | LN | 정 | 정 | 8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14
      14 | GE | Female | f | 252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111
      15 | GE | M | m | 62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a
      16 | DB | 1997-02-16 | 19970216 | 01acdbf6ec7b4f478a225f1a246e5d6767eeab1a7ffa17f025265b5b94f40f0c
      17 | CT | New York | newyork | 350c754ba4d38897693aa077ef43072a859d23f613443133fecbbd90a3512ca5
      18 | CT | Menlo Park 1234 | menlopark | 0007a3d64c01e23d5075203c5977c14e4f7e01a3fc570686fcc50b5e1dd42685
      19 | CT | São Paulo | sãopaulo | 3eda1428ae1aece064071f8d40f08fe2bc59ffa66c171a163caf15122ec4d7f0
      20 | ST | CA | ca | 6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126
      21 | ST | SP | sp | be18b85f77fc024db379acf19e8a1ce62307ab7bb1bca395389ecfc2dafaf741
      22 | ZP | 94035-1234 | 94035 | 1794327a4d443904421f5ca1f3d72d0a62ba2f0770d80755ec2220fc0efb052e
      23 | ZP | M1 1AE | m11ae | 1dc694c2070e697769fb959b50671d76cafd430d8ca191fbdd0affcaea344ac5
      24 | ZP | 01310-100 | 01310 | cba5aecb8b3505d2221a198a401d3ecc88a02990b5d2863c50c4ded91a978fb5
      25 | COUNTRY | BR | br | 885036a0da3dff3c3e05bc79bf49382b12bc5098514ed57ce0875aba1aa2c40d
      26 | COUNTRY | _US_ | us | 79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621
      27 | EXTERNAL_ID | Lead_00042 | lead_00042 | c48a4cb150b9cc681bcb83cb3cd8365951064d08ce4c65fa08837140d7ab1afc
      """)
  void normalises_and_hashes_as_meta_publishes(
      int number, MetaHashing.Key key, String input, String normalised, String hash) {
    String given = key == MetaHashing.Key.EXTERNAL_ID ? input : input.replace('_', ' ');
    assertThat(MetaHashing.normalise(key, given)).as("vector " + number).contains(normalised);
    assertThat(MetaHashing.hash(key, given)).as("vector " + number).contains(hash);
  }

  @Test
  void drops_the_abolished_one_of_a_mexican_mobile() {
    var mexican = PhoneNumber.parse("+52 1 55 1234 5678", null).orElseThrow();
    assertThat(MetaHashing.hashes(MetaHashing.Key.PH, mexican.hashForms()))
        .containsExactly("8f9d0944329b5338c6fb86f293ceb39385b596254748dd3628ec62f55c334811");
  }

  @Test
  void gives_both_forms_of_a_brazilian_mobile() {
    String with = "029c7290f14c4516673508635f0519db95f7daf42057fd0e4ad1de84c5408a66";
    String without = "9d00682b6cd3bf3cfdfcb37f11706e1183d9e9aa55e88e775efdd5c2d1581efe";
    for (String waId : new String[] {"5511987654321", "551187654321"}) {
      var phone = PhoneNumber.ofWaId(waId).orElseThrow();
      assertThat(MetaHashing.hashes(MetaHashing.Key.PH, phone.hashForms()))
          .as(waId)
          .containsExactly(with, without);
    }
  }

  @Test
  void equals_the_reference_of_an_american_number() {
    assertThat(MetaHashing.hash(MetaHashing.Key.PH, "15551230001"))
        .contains("9d172aa5632ef6384e7da4be64f6d968e610d8fbb10016d5e6d13631f3f422ad");
  }

  @ParameterizedTest
  @CsvSource({
    "EM, TEST",
    "EM, a@b",
    "EM, ''",
    "PH, 12345",
    "PH, ''",
    "PH, BR.1502576394655843",
    "COUNTRY, Germany",
    "DB, 19971302",
    "GE, unknown",
    "FN, ' . '",
    "ZP, 1"
  })
  void drops_what_cannot_be_what_it_says(MetaHashing.Key key, String value) {
    assertThat(MetaHashing.hash(key, value)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void never_hashes_nothing(String nothing) {
    for (MetaHashing.Key key : MetaHashing.Key.values()) {
      assertThat(MetaHashing.hash(key, nothing)).as(key.name()).isEmpty();
    }
  }
}
