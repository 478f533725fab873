package io.pronto.core.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.mail.SmtpServer.Credentials;
import io.pronto.core.mail.SmtpServer.Encryption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpServerTest {
  @ParameterizedTest
  @CsvSource({
    "smtp://mail.example.com, mail.example.com, 587, STARTTLS",
    "smtp://mail.example.com:25, mail.example.com, 25, STARTTLS",
    "smtps://mail.example.com, mail.example.com, 465, TLS",
    "smtps://127.0.0.1:4465, 127.0.0.1, 4465, TLS",
    "smtp://localhost:25, localhost, 25, NONE",
    "smtp://127.0.0.2:25/, 127.0.0.2, 25, NONE",
    "smtp://[::1]:25, ::1, 25, NONE",
    "smtp://192.0.2.7, 192.0.2.7, 587, STARTTLS",
    "smtp://localhost.example.com, localhost.example.com, 587, STARTTLS",
  })
  void onlyTheHostItselfIsSpokenToWithoutEncryption(
      String url, String host, int port, Encryption encryption) {
    assertThat(SmtpServer.of(url))
        .isEqualTo(new SmtpServer(host, port, encryption, Optional.empty()));
  }

  @Test
  void userAndPasswordMayHoldAnyCharacterByItsCode() {
    var server = SmtpServer.of("smtp://ada%40example.com:p+%3A%2F@mail.example.com");

    assertThat(server.credentials()).contains(new Credentials("ada@example.com", "p+:/"));
    assertThat(server.toString() + server.credentials()).doesNotContain("p+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hunter2",
        "http://hunter2@mail.example.com",
        "smtp:hunter2",
        "smtp://ada@hunter2@mail.example.com",
        "smtp://mail.example.com/hunter2",
        "smtp://mail.example.com?hunter2",
        "smtp://hunter2@mail.example.com",
        "smtp://ada:@mail.example.com",
        "smtp://mail.example.com:0",
        "smtp://mail.example.com:hunter2",
      })
  void whateverElseIsRefusedWithoutRepeatingIt(String url) {
    assertThatThrownBy(() -> SmtpServer.of(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write it like smtp://user:password@smtp.example.com:587")
        .message()
        .doesNotContain("hunter2");
  }
}
