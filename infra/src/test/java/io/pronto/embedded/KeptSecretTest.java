package io.pronto.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptSecretTest {
  @TempDir Path data;

  @Test
  void aKeyIsMadeOnceForItsOwnerAndThenKept() throws Exception {
    var file = data.resolve("secrets.key");

    var first = KeptSecret.key(file);
    var second = KeptSecret.key(file);

    assertThat(first.made()).isTrue();
    assertThat(second.made()).isFalse();
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(Base64.getDecoder().decode(first.text())).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
