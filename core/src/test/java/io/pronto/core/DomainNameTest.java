package io.pronto.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {
  @ParameterizedTest
  @CsvSource({
    "example.com, example.com",
    "EXAMPLE.Com, example.com",
    "b\u00FCcher.example, xn--bcher-kva.example",
    "\uFF45xample.com, example.com",
    "a.b-c.example, a.b-c.example",
  })
  void aDomainIsOneInWhateverCaseAndScript(String text, String ascii) {
    assertThat(DomainName.of(text).ascii()).isEqualTo(ascii);
  }

  @Test
  void whatOnlyLooksAlikeIsAnotherOne() {
    assertThat(DomainName.of("\u0430pple.example")).isNotEqualTo(DomainName.of("apple.example"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "example",
        "example.",
        ".example.com",
        "a..b.example",
        "-a.example",
        "a-.example",
        "a b.example",
        "a_b.example",
        "192.0.2.1",
        "fu\u00DFball.example",
        "a\u200Db.example",
        "ada@example.com",
        "example.com:443"
      })
  void whatIsNoDomainIsRefused(String text) {
    assertThatThrownBy(() -> DomainName.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theDomainOfAnAddressStandsAfterItsLastAt() {
    assertThat(DomainName.ofEmail("\"a@b\"@Example.com")).contains(DomainName.of("example.com"));
    assertThat(DomainName.ofEmail("@example.com")).isEmpty();
    assertThat(DomainName.ofEmail("ada")).isEmpty();
    assertThat(DomainName.ofEmail("ada@")).isEmpty();
  }

  @Property
  void whateverIsWrittenIsADomainOfAsciiOrNone(@ForAll String text) {
    DomainName.ofEmail("a@" + text)
        .ifPresent(domain -> assertThat(domain.ascii()).matches("[a-z0-9.-]+"));
  }
}
