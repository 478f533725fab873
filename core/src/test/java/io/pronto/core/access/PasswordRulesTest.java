package io.pronto.core.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
  @ParameterizedTest
  @CsvSource({
    "password, commonest",
    "PassWord, commonest",
    "pass word, commonest",
    "qwertyuiop, commonest",
    "24081990, commonest",
    "Ada.Lovelace@Example.com, e-mail",
    "ada.lovelace, e-mail",
    "Ada Lovelace, name",
    "adalovelace, name",
  })
  void whatIsGuessedEarlyIsRefused(String password, String why) {
    assertThatThrownBy(() -> require(password))
        .isInstanceOf(PasswordTooCommon.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"correct horse battery", "ada.lovelace 1815", "aaaaaaaaaaaaaaaaaaaaa", "пароль"})
  void anythingElseMayBeChosen(String password) {
    assertThatCode(() -> require(password)).doesNotThrowAnyException();
  }

  private static void require(String password) {
    PasswordRules.require(password, "ada.lovelace@example.com", "Ada Lovelace");
  }
}
