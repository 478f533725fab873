package io.pronto.core.handover;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.lingala.zip4j.exception.ZipException;
import net.lingala.zip4j.io.inputstream.ZipInputStream;
import net.lingala.zip4j.model.LocalFileHeader;
import org.junit.jupiter.api.Test;

class HandoversTest {
  private final OrganisationId organisation = Ground.organisation();
  private final Handovers handovers =
      new Handovers(Ground.database(), MasterKey.of(Ground.secretsKey()));

  @Test
  void whoHasTheLinkAndThePassphraseReadsIt() throws IOException {
    var offer = offer();

    var archive = archive(offer.token(), "what is known of Ada");

    assertThat(unzip(archive, offer.passphrase()))
        .containsExactly(
            Map.entry("README.txt", "what is known of Ada"), Map.entry("sound/1.wav", "sound"));
  }

  @Test
  void theLinkAloneOpensNothing() throws IOException {
    var offer = offer();

    var archive = archive(offer.token(), "what is known of Ada");
    var other = offer().passphrase();

    assertThat(new String(archive, UTF_8)).doesNotContain("Ada").contains("README.txt");
    assertThatThrownBy(() -> unzip(archive, other)).isInstanceOf(ZipException.class);
  }

  @Test
  void whatCannotBeHadWholeHasNoEnd() {
    var out = new ByteArrayOutputStream();

    assertThatThrownBy(
            () ->
                handovers.write(
                    handovers.find(offer().token()).orElseThrow(),
                    (_, zip) -> {
                      zip.text("README.txt", "all but");
                      throw new IOException("erased meanwhile");
                    },
                    out))
        .hasMessage("erased meanwhile");

    assertThat(out.toString(ISO_8859_1))
        .contains("README.txt")
        .doesNotContain("PK\1\2", "PK\5\6"); // no directory, and no end of it
  }

  @Test
  void anOldLinkLeadsNowhere() {
    var offer = offer();
    Ground.database()
        .in(
            organisation,
            tx -> tx.update("update handover set expires_at = now() where id = $1", offer.id()));

    assertThat(handovers.find(offer.token())).isEmpty();
    assertThat(handovers.find(offer.token() + "x")).isEmpty();
  }

  @Test
  void whatIsNotInTheDatabaseIsNotThereInTheClear() {
    var offer = offer();

    var kept =
        Ground.database()
            .in(
                organisation,
                tx -> tx.one("select h::text from handover h where id = $1", offer.id()))
            .orElseThrow()
            .getString(0);

    assertThat(kept).contains(offer.id()).doesNotContain(offer.token(), offer.passphrase());
  }

  private Offer offer() {
    return Ground.database()
        .in(
            organisation,
            tx -> handovers.offer(tx, Optional.of(organisation), Handover.Kind.SUBJECT, "sbr_1"));
  }

  private byte[] archive(String token, String text) throws IOException {
    var out = new ByteArrayOutputStream();
    handovers.write(
        handovers.find(token).orElseThrow(),
        (_, zip) -> {
          zip.text("README.txt", text);
          zip.text("sound/1.wav", "sound");
        },
        out);
    return out.toByteArray();
  }

  private static Map<String, String> unzip(byte[] archive, String passphrase) throws IOException {
    var read = new LinkedHashMap<String, String>();
    try (var zip =
        new ZipInputStream(new ByteArrayInputStream(archive), passphrase.toCharArray())) {
      for (LocalFileHeader next = zip.getNextEntry(); next != null; next = zip.getNextEntry()) {
        read.put(next.getFileName(), new String(zip.readAllBytes(), UTF_8));
      }
    }
    return read;
  }
}
