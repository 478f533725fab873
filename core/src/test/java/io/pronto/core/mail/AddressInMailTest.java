package io.pronto.core.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.InvalidEmail;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An address is the one word of a person's that stands in a header and in a command of SMTP. */
class AddressInMailTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada@example.com\r\nBcc: eve@example.com",
        "ada@example.com\nRCPT TO:<eve@example.com>",
        "ada@example.com, eve@example.com",
        "Ada <ada@example.com>",
        "\"a b\"@example.com",
        "ada@example.com>",
        "ada\u2028@example.com",
        "a..b@example.com",
      })
  void whatCouldEndOneIsNoAddress(String text) {
    assertThatThrownBy(() -> new EmailAddress(text)).isInstanceOf(InvalidEmail.class);
  }

  @Property
  void noAddressHoldsAnythingButPrintableAsciiWithoutBlanksQuotesAndBrackets(
      @ForAll
          @Chars({'a', '.', '-', '@', '\'', '\r', '\n', '\0', ' ', '"', ',', '<', '>', 'é'})
          @StringLength(max = 5)
          String local,
      @ForAll
          @Chars({'a', '.', '-', '@', '\r', '\n', '\0', ' ', ',', '>', 'é'})
          @StringLength(max = 5)
          String domain) {
    try {
      assertThat(new EmailAddress(local + '@' + domain).value())
          .matches("[!#-'*-+\\--;=?A-Z^-~]+@[a-z0-9.-]+");
    } catch (InvalidEmail none) {
      assertThat(none.code()).isNotEmpty();
    }
  }
}
