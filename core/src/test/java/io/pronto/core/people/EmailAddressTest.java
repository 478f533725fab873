package io.pronto.core.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
  @ParameterizedTest
  @CsvSource({
    "ada@example.com, ada@example.com",
    "Ada.Lovelace+calls@Example.COM, Ada.Lovelace+calls@example.com",
    "o'neil@example.com, o'neil@example.com",
    "root@localhost, root@localhost",
    "ada@bücher.example, ada@xn--bcher-kva.example",
    "ada@BÜCHER.example, ada@xn--bcher-kva.example",
    "ada@XN--BCHER-KVA.example, ada@xn--bcher-kva.example",
    "ada@ｅｘａｍｐｌｅ．com, ada@example.com",
    "ada@exam\u00adple.com, ada@example.com",
    "ada@例え.jp, ada@xn--r8jz45g.jp",
    "ada@пример.рф, ada@xn--e1afmkfd.xn--p1ai",
    "ada@xn--strae-oqa.example, ada@xn--strae-oqa.example",
  })
  void itIsKeptAsDnsHasIt(String written, String kept) {
    assertThat(new EmailAddress(written).value()).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "ada, malformed",
    "@example.com, malformed",
    "ada@, malformed",
    "ada@example..com, malformed",
    "ada@.example.com, malformed",
    "ada@example.com., malformed",
    "ada@-example.com, malformed",
    "ada@exam_ple.com, malformed",
    "ada@[192.0.2.1], malformed",
    "ada@exa mple.com, malformed",
    ".ada@example.com, malformed",
    "ada..l@example.com, malformed",
    "a@b@example.com, malformed",
    "\"a b\"@example.com, malformed",
    "аda@example.com, not_ascii",
    "ａda@example.com, not_ascii",
    "ada\u202e@example.com, not_ascii",
    "ada@exаmple.com, mixed_scripts",
    "ada@аррӏе.com, mixed_scripts",
    "ada@xn--80ak6aa92e.com, mixed_scripts",
    "ada@gοοgle.com, mixed_scripts",
    "ada@xn--ggle-0nda.com, mixed_scripts",
    "ada@xn--example-.com, malformed",
    "ada@xn--a.com, malformed",
    "ada@xn--ls8h.example, malformed",
    "ada@xn--99999999999.com, malformed",
    "ada@xn--BCHER-KVA8445F.example, malformed",
    "ada@example\uDB40\uDD00.com, malformed",
    "ada@straße.example, ambiguous_domain",
    "ada@a\u200db.example, ambiguous_domain",
  })
  void whatIsNoneOrLooksLikeAnotherIsRefused(String text, String code) {
    refused(text, code);
  }

  @Test
  void itIsNoLongerThanMailAllows() {
    assertThat(new EmailAddress("a".repeat(64) + "@example.com").value()).hasSize(76);
    refused("a".repeat(65) + "@example.com", "too_long");
    refused("a".repeat(1_000_000) + "@example.com", "too_long");
    refused("ada@" + "a".repeat(64) + ".com", "malformed");
    refused("ada@" + "a123456789.".repeat(23) + "com", "too_long");
    refused("a.".repeat(20_000) + "@example.com", "too_long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ADA@Example.com", " ada@example.com"})
  void anAccountIsFoundHoweverItsAddressIsWritten(String written) {
    assertThat(EmailAddress.sought(written)).isEqualToIgnoringCase("ada@example.com");
    assertThat(EmailAddress.sought("nonsense")).isEqualTo("nonsense");
  }

  private static void refused(String text, String code) {
    assertThatThrownBy(() -> new EmailAddress(text))
        .asInstanceOf(type(InvalidEmail.class))
        .extracting(InvalidEmail::code)
        .isEqualTo(code);
  }
}
