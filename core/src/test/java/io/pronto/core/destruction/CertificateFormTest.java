package io.pronto.core.destruction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.organisation.OrganisationId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was signed years ago must be read in the same way for ever. */
class CertificateFormTest {
  private static final String CHAIN = "org_01JD9Z3V7K8Q2N4M6P8R0T2W4Y";

  @Test
  void theFormIsWhatTheGoldenFileSays() throws IOException {
    var whole =
        new Destruction(
            Category.CALL_DETAIL_RECORD,
            Optional.of(new OrganisationId(CHAIN)),
            12,
            List.of("rec_01JD9Z3V7K8Q2N4M6P8R0T2W4Y", "cdr_2025_11"),
            "durée légale : 12 mois",
            Optional.of(Instant.parse("2025-11-01T00:00:00Z")),
            Optional.of(Instant.parse("2025-12-01T00:00:00.000001Z")),
            List.of("key_01JD9Z3V7K8Q2N4M6P8R0T2W4Y"));
    var bare =
        new Destruction(
            Category.NOTE,
            Optional.empty(),
            1,
            List.of(),
            "notes, 7 days",
            Optional.empty(),
            Optional.empty(),
            List.of());

    var forms =
        List.of(
            CertificateForm.of(
                CHAIN,
                2,
                "dcert_01JD9Z3V7K8Q2N4M6P8R0T2W4Y",
                Instant.parse("2026-12-01T02:00:00.5Z"),
                whole,
                Optional.of("ab".repeat(32)),
                "cd".repeat(32)),
            CertificateForm.of(
                "operator",
                1,
                "dcert_01JD9Z3V7K8Q2N4M6P8R0T2W4Z",
                Instant.parse("1969-12-31T23:59:59Z"),
                bare,
                Optional.empty(),
                "cd".repeat(32)));

    var text = new StringBuilder();
    forms.forEach(form -> text.append(new String(form.bytes(), UTF_8) + '\n' + form.hash() + '\n'));
    try (var golden = getClass().getResourceAsStream("/certificate_form.txt")) {
      assertThat(text.toString()).isEqualTo(new String(golden.readAllBytes(), UTF_8));
    }
  }
}
