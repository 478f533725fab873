package io.pronto.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Populated;
import io.pronto.core.audit.Kept;
import io.pronto.core.contract.Contract.Choice;
import io.pronto.core.contract.Contract.State;
import io.pronto.core.destruction.CertificateChain;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.SealedZip;
import io.pronto.core.numbering.E164;
import io.pronto.core.routing.Directory;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import net.lingala.zip4j.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A contract ends, on a data set with everything that an organisation may have. */
class ContractEndTest {
  /** What knows an organisation, and outlives it on purpose, with the days that it is there. */
  private static final List<String> KEPT =
      List.of(
          "archived_record", // what law keeps, sealed
          "contract", // days, for a year
          "erasure_journal"); // 40 days, sealed

  /** What goes by itself when a number's quarantine is over, and when files are deleted. */
  private static final List<String> SOON_GONE =
      List.of("number_rental", "number_task", "recording_removal", "rent_booking");

  private final MasterKey master = MasterKey.of(Ground.secretsKey());
  private final LocalDate today = LocalDate.now(EndedContracts.PARIS);
  private final LocalDate lastDay = today.minusDays(40);

  @TempDir Path folder;
  private EndedContracts ended;
  private Populated populated;

  @BeforeEach
  void populate() {
    ended = new EndedContracts(Ground.database(), Ground.outbox(), master, folder);
    var calledAt = lastDay.minusDays(9).atTime(12, 0).atZone(EndedContracts.PARIS).toInstant();
    populated = new Populated(Ground.database(), Ground.databaseUrl(), master, folder, calledAt);
    ended.at(lastDay.minusDays(5), "12:00");
  }

  @Test
  void theDataSetHasSomethingInEveryTable() {
    var all = new ArrayList<>(populated.ofOrganisations());
    all.removeAll(List.of("archived_record", "erasure_journal", "deletion_journal"));

    assertThat(populated.tables())
        .as("Whoever makes a table says in populated.sql what may be in it")
        .containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void untilTheLastDayIsOverAllWorksAndThenNothingCanBeCalled() {
    announce(30);
    ended.tick(lastDay, "23:59");
    var phone =
        new AddressOfRecord("ada", "p" + populated.email.split("\\.|@")[1] + ".pronto.local");

    assertThat(directory().account(phone)).isPresent();
    assertThat(directory().number(new E164(populated.number))).isPresent();

    ended.tick(lastDay.plusDays(1), "00:00");

    assertThat(contract().state()).isEqualTo(State.ENDED);
    assertThat(directory().account(phone)).isEmpty();
    assertThat(directory().ended(List.of(phone))).containsExactly(phone);
    assertThat(directory().number(new E164(populated.number))).isEmpty();
    assertThat(directory().arriving(new E164(populated.number))).isEmpty();
    assertThat(mails()).contains("contract_ending", "contract_ended");
  }

  @Test
  void anEndThatHasComeCanBeWithdrawnUntilTheErasureAndAllWorksAgain() {
    announce(30);
    ended.contracts.choose(populated.organisation, Choice.RETURN, "usr_1");
    ended.tick(lastDay.plusDays(1), "00:00");
    var tables = populated.tables();
    assertThat(directory().number(new E164(populated.number))).isEmpty();

    ended.at(lastDay.plusDays(20), "12:00");
    ended.contracts.withdraw(populated.organisation);
    ended.tick(lastDay.plusDays(40), "12:00");

    assertThat(contract().state()).isEqualTo(State.ACTIVE);
    assertThat(contract().choice()).isEmpty();
    assertThat(directory().number(new E164(populated.number))).isPresent();
    assertThat(populated.tables()).containsAll(tables);
  }

  @Test
  void onceTheDataAreBeingErasedNothingIsWithdrawn() {
    announce(30);
    ended.tick(lastDay.plusDays(1), "00:00");
    ended.tick(lastDay.plusDays(31), "00:00");

    assertThatThrownBy(() -> ended.contracts.withdraw(populated.organisation))
        .isInstanceOfSatisfying(
            ContractRefused.class,
            refused -> assertThat(refused.reason()).isEqualTo(ContractRefused.Reason.ERASED));
  }

  @Test
  void thirtyDaysPassBetweenTheAnnouncementAndTheErasureUnlessItIsChosen() {
    ended.at(lastDay, "20:00");
    announce(1);
    ended.tick(lastDay.plusDays(1), "00:00");

    assertThat(contract().eraseOn()).hasValue(lastDay.plusDays(31));
    ended.tick(lastDay.plusDays(30), "23:59");
    assertThat(populated.tables()).contains("contact", "recording");
    ended.contracts.choose(populated.organisation, Choice.ERASURE, "usr_1");
    assertThat(contract().eraseOn()).hasValue(lastDay.plusDays(1));
    ended.tick(lastDay.plusDays(31), "00:00");
    assertErased();
  }

  @Test
  void silenceIsErasureAfterTheDelayAndNothingIsLeftButWhatTheListSays() {
    announce(30);
    ended.tick(lastDay.plusDays(1), "00:00");

    ended.tick(lastDay.plusDays(30), "23:59");
    assertThat(populated.tables()).contains("contact", "recording", "user_account");
    ended.tick(lastDay.plusDays(31), "00:00");

    assertThat(ended.failures()).isZero();
    assertErased();
  }

  @Test
  void whoChoosesErasureHasItOnTheDayAfterTheEnd() {
    announce(30);
    ended.contracts.choose(populated.organisation, Choice.ERASURE, "usr_1");
    ended.tick(lastDay, "23:00");
    assertThat(populated.tables()).contains("contact");

    ended.tick(lastDay.plusDays(1), "00:00");
    ended.tick(lastDay.plusDays(1), "00:11");

    assertErased();
    assertThatThrownBy(() -> ended.contracts.choose(populated.organisation, Choice.RETURN, "usr_1"))
        .isInstanceOf(ContractRefused.class);
  }

  @Test
  void whatIsReturnedIsAllOfItAndIsErasedAllTheSame() throws Exception {
    announce(30);
    ended.contracts.choose(populated.organisation, Choice.RETURN, "usr_1");
    ended.tick(lastDay.plusDays(1), "00:00");

    var files = returned();

    var manifest = new JsonObject(text(files, "manifest.json"));
    assertThat(manifest.getJsonArray("missing")).isEmpty();
    for (var table : ReturnedRows.tables()) {
      long rows =
          populated.count(
              "select count(*) from %s where organisation_id = '%s'"
                  .formatted(table, populated.organisation));
      assertThat(text(files, "tables/" + table + ".jsonl").lines()).as(table).hasSize((int) rows);
      assertThat(manifest.getJsonObject("rows").getLong(table)).as(table).isEqualTo(rows);
    }
    for (var line : text(files, "SHA256SUMS").lines().toList()) {
      var parts = line.split("  ");
      assertThat(sha256(files.get(parts[1]))).as(parts[1]).isEqualTo(parts[0]);
    }
    assertThat(text(files, "SHA256SUMS").lines()).hasSize(files.size() - 1);
    assertThat(files.get("recordings/" + populated.recording + ".wav")).hasSize(44 + 32_000);
    assertThat(files.get("prompts/" + populated.prompt + ".fr.wav")).hasSize(44 + 32_000);
    assertThat(files.keySet()).anyMatch(name -> name.startsWith("documents/rgf_"));
    var people = text(files, "tables/user_account.jsonl");
    assertThat(people).contains(populated.email).doesNotContain("password_hash");
    assertThat(text(files, "tables/contact.jsonl")).contains(populated.stranger);
    ended.tick(lastDay.plusDays(30), "23:59");
    assertThat(populated.tables()).contains("contact");
    ended.tick(lastDay.plusDays(31), "00:00");
    assertErased();
  }

  @Test
  void whatNobodyMayHearIsNotReturnedEither() throws Exception {
    populated.owner(
        """
        update recording set redaction = 'pending', redaction_due_at = 'infinity' where id = '%s'
        """
            .formatted(populated.recording));

    var files = returned();

    var name = "recordings/" + populated.recording + ".wav";
    assertThat(files).doesNotContainKey(name);
    assertThat(new JsonObject(text(files, "manifest.json")).getJsonArray("missing").encode())
        .contains(name);
  }

  @Test
  void whoFetchesAtTheLastMomentHasADayForItAndNoMore() {
    announce(30);
    ended.tick(lastDay.plusDays(1), "00:00");

    fetched(lastDay.plusDays(30), "23:00");
    ended.tick(lastDay.plusDays(31), "00:00");
    assertThat(populated.tables()).contains("recording", "contact");
    fetched(lastDay.plusDays(31), "23:00");
    ended.tick(lastDay.plusDays(32), "00:00");

    assertErased();
  }

  private void fetched(LocalDate day, String hour) {
    ended.at(day, hour);
    populated.owner(
        "update handover set last_fetched_at = '%s' where organisation_id = '%s'"
            .formatted(ended.now, populated.organisation));
  }

  /** Whoever adds a column with a secret in it adds it to what is not returned. */
  @Test
  void noSecretIsReturned() {
    var suspicious = new ArrayList<String>();
    for (var table : ReturnedRows.tables()) {
      suspicious.addAll(
          populated.strings(
              """
              select '%1$s.' || attname from pg_attribute
               where attrelid = '%1$s'::regclass and attnum > 0 and not attisdropped
                 and attname ~ '(hash|secret|token|sealed|passw|credential|ha1|pin$|private)'
                 and attname <> all(columns_not_returned('%1$s'))
              """
                  .formatted(table)));
    }
    // what proves that a domain is one's own stands in the DNS
    assertThat(suspicious).containsExactly("email_domain.token");
  }

  @Test
  void whatArrivesAfterwardsIsErasedWithinAnHour() {
    erased();
    populated.owner(
        """
        insert into cdr (id, organisation_id, direction, caller_number, caller_name, called_number,
          called_name, started_at, ended_at, cause, sip_status, ended_by, diversions, legs,
          recording_ids, node)
        values ('call_late%1$s', '%1$s', 'inbound', '%2$s', '', '%3$s', '', '%4$s', '%4$s', 'answered',
          200, 'caller', '{}', '[]', '{}', 'node-2')
        """
            .formatted(
                populated.organisation, populated.stranger, populated.number, populated.calledAt));

    var month =
        populated.strings(
            "select tableoid::regclass from cdr where organisation_id = '%s'"
                .formatted(populated.organisation));
    populated.owner("delete from table_to_scrub where name ~ '^cdr'");

    ended.now = ended.now.plusSeconds(3_601);
    ended.clock.tick();

    assertErased();
    assertThat(archived("call_detail_record")).isEqualTo(2);
    assertThat(populated.strings("select name from table_to_scrub where name ~ '^cdr'"))
        .isEqualTo(month);
  }

  @Test
  void afterARestoreItIsErasedAgain() {
    // the backup is from before the end was announced
    ended.now = InstantSource.system().instant();

    populated.owner(
        """
        insert into restoration (id, backup, restored_to)
        values ('rst_' || repeat('0', 26), 'a test', now())
        """);
    try {
      ended.erasure.again(
          populated.organisation, new JsonObject().put("ended_on", lastDay.toString()));
    } finally {
      populated.owner("update restoration set completed_at = now()");
    }

    assertErased();
  }

  @Test
  void aYearLaterTheOrganisationIsForgotten() {
    erased();
    populated.owner(
        """
        delete from number_task where organisation_id = '%1$s';
        update number_rental set state = 'available' where organisation_id = '%1$s';
        delete from recording_removal where organisation_id = '%1$s';
        update contract set ends_on = current_date - 400 where organisation_id = '%1$s'
        """
            .formatted(populated.organisation));

    ended.now = InstantSource.system().instant();
    ended.clock.tick();

    assertThat(populated.tables()).containsOnly("archived_record", "erasure_journal");
    assertThat(
            populated.count(
                "select count(*) from organisation where id = '%s'"
                    .formatted(populated.organisation)))
        .isZero();
  }

  @Test
  void aTrialIsWarnedOfAndEndsUnlessItIsMadeActive() {
    ended.contracts.tryOut(populated.organisation, lastDay);
    ended.tick(lastDay.minusDays(5), "12:00");
    ended.tick(lastDay.minusDays(4), "12:00");

    assertThat(mails()).containsOnlyOnce("trial_ending");
    ended.tick(lastDay, "23:59");
    assertThat(contract().state()).isEqualTo(State.TRIAL);
    ended.tick(lastDay.plusDays(1), "00:00");
    assertThat(contract().state()).isEqualTo(State.ENDED);
    assertThat(contract().eraseOn()).hasValue(lastDay.plusDays(31));
    assertThatThrownBy(() -> ended.contracts.activate(populated.organisation))
        .isInstanceOf(ContractRefused.class);
  }

  @Test
  void aTrialThatIsMadeActiveGoesOn() {
    ended.contracts.tryOut(populated.organisation, lastDay);

    ended.contracts.activate(populated.organisation);
    ended.tick(lastDay.plusDays(1), "00:00");

    assertThat(contract().state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void anEndThatWasWithdrawnDoesNotCome() {
    announce(30);
    ended.contracts.choose(populated.organisation, Choice.ERASURE, "usr_1");

    ended.contracts.withdraw(populated.organisation);
    ended.tick(lastDay.plusDays(1), "00:00");

    assertThat(contract().state()).isEqualTo(State.ACTIVE);
    assertThat(contract().choice()).isEmpty();
  }

  @Test
  void aClockThatIsAheadEndsNothingSooner() {
    ended.at(today, "00:00");
    ended.contracts.terminate(populated.organisation, today.plusDays(1), 1, "opr_1");

    ended.tick(today.plusYears(2), "12:00");

    assertThat(contract().state()).isEqualTo(State.ACTIVE);
  }

  private void announce(int days) {
    ended.contracts.terminate(populated.organisation, lastDay, days, "opr_1");
  }

  private void erased() {
    announce(30);
    ended.tick(lastDay.plusDays(1), "00:00");
    ended.tick(lastDay.plusDays(31), "00:00");
    assertThat(contract().state()).isEqualTo(State.ERASED);
  }

  private Contract contract() {
    return ended.contracts.find(populated.organisation).orElseThrow();
  }

  private static Directory directory() {
    return Directory.once(Ground.database(), "pronto.local", InstantSource.system());
  }

  private List<String> mails() {
    return populated.strings(
        "select kind from mail where organisation_id = '%s'".formatted(populated.organisation));
  }

  private long archived(String kind) {
    return populated.count(
        "select count(*) from archived_record where organisation_id = '%s' and kind = '%s'"
            .formatted(populated.organisation, kind));
  }

  private void assertErased() {
    var all = new ArrayList<>(KEPT);
    all.addAll(SOON_GONE);
    assertThat(populated.tables()).isSubsetOf(all).contains("archived_record", "erasure_journal");
    assertThat(contract().state()).isEqualTo(State.ERASED);
    // who did what is proof: it names people and numbers of the organisation's own
    assertThat(populated.having(populated.email)).isSubsetOf("audit_event");
    assertThat(populated.having(populated.stranger)).isSubsetOf("audit_event");
    assertThat(populated.having(populated.number))
        .isSubsetOf("audit_event", "number_block", "number_rental");
    assertThat(populated.having(populated.gone)).isSubsetOf("audit_event", "ported_away");
    assertThat(
            populated.strings(
                "select name from organisation where id = '%s'".formatted(populated.organisation)))
        .containsExactly("Erased");
    assertThat(
            populated.strings(
                "select state from number_rental where number = '%s'".formatted(populated.number)))
        .containsExactly("quarantined");
    assertThat(archived("call_detail_record")).isPositive();
    assertThat(archived("subscriber")).as("itself and two people").isEqualTo(3);
    assertThat(archived("sign_up")).isEqualTo(3);
    assertThat(archived("connection")).isEqualTo(1);
    assertThat(
            populated.strings(
                """
                select kind || ' ' || max(delete_after) from archived_record
                 where organisation_id = '%s' and kind in ('subscriber', 'sign_up') group by kind
                """
                    .formatted(populated.organisation)))
        .containsExactlyInAnyOrder(
            "subscriber " + lastDay.plusYears(5), "sign_up " + lastDay.plusYears(1));
    var verdict =
        new CertificateChain(
                Ground.database(), Optional.of(new ProofKey(Ground.database(), master).publicKey()))
            .verify(populated.organisation, Kept.NOTHING);
    assertThat(verdict.fault()).isEmpty();
    assertThat(verdict.certificates()).isGreaterThan(40);
    ended.recordings.removeFiles();
    try (var left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private TreeMap<String, byte[]> returned() throws Exception {
    var handover =
        new Handover(
            "hnd_1",
            Optional.of(populated.organisation),
            Handover.Kind.CONTRACT,
            populated.organisation.value(),
            ended.now);
    var bytes = new ByteArrayOutputStream();
    try (var zip = new SealedZip(bytes, "secret")) {
      ended.returned().write(handover, zip);
    }
    var path = Files.createTempFile("return", ".zip");
    try {
      Files.write(path, bytes.toByteArray());
      var files = new TreeMap<String, byte[]>();
      try (var zip = new ZipFile(path.toFile(), "secret".toCharArray())) {
        for (var header : zip.getFileHeaders()) {
          try (var in = zip.getInputStream(header)) {
            files.put(header.getFileName(), in.readAllBytes());
          }
        }
      }
      return files;
    } finally {
      Files.delete(path);
    }
  }

  private static String text(TreeMap<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
