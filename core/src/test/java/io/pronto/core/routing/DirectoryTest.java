package io.pronto.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.db.Conflict;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberStore;
import io.pronto.core.numbering.PhoneNumber;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.OrganisationSettings;
import io.pronto.core.organisation.OrganisationSettingsStore;
import io.pronto.core.organisation.TranscriptionPolicy;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  private final Directory directory = new Directory(Ground.database(), Firm.DOMAIN);
  private final Firm firm = Firm.found();
  private final OrganisationId organisation = firm.organisation();

  @Test
  void aDeviceIsFoundByItsAddressOfRecord() {
    var user = firm.user("101");
    var device = firm.device(user, "101-desk");

    var account = directory.account(firm.addressOfRecord("101-desk")).orElseThrow();

    assertThat(account.deviceId()).isEqualTo(device);
    assertThat(account.organisation()).isEqualTo(organisation);
    assertThat(account.toString()).doesNotContain(account.ha1Md5());
  }

  @Test
  void aDeviceOfAnotherDomainIsNotFound() {
    firm.device(firm.user("101"), "101-desk");

    assertThat(directory.account(new AddressOfRecord("101-desk", "nobody." + Firm.DOMAIN)))
        .isEmpty();
    assertThat(directory.account(new AddressOfRecord("101-desk", "127.0.0.1"))).isEmpty();
  }

  @Test
  void aLineKnowsItsDevicesAndTheNumberItShows() {
    var user = firm.user("102");
    firm.device(user, "102-a");
    firm.device(user, "102-b");
    var number = firm.rent();
    firm.assign(number, user, "off");

    var line = directory.extension(organisation, "102").orElseThrow();

    assertThat(line.devices())
        .containsExactly(firm.addressOfRecord("102-a"), firm.addressOfRecord("102-b"));
    assertThat(line.callerId()).contains(number);
    assertThat(directory.number(number).orElseThrow().userId()).contains(user);
  }

  @Test
  void whatIsKnownIsReadAgainWhenItHasChanged() {
    assertThat(directory.extension(organisation, "103")).isEmpty();

    firm.user("103");

    Waiting.until("the user is known", () -> directory.extension(organisation, "103").isPresent());
  }

  @Test
  void whatIsWrittenDownIsAsTheNumberHasItAndElseTheOrganisation() {
    var number = firm.rent();
    assertThat(transcription(number)).isEqualTo(TranscriptionPolicy.UNDECIDED);

    var settings = new OrganisationSettingsStore(Ground.database());
    settings.change(
        organisation,
        before ->
            new OrganisationSettings(
                false, TranscriptionPolicy.of("live", "it"), before.supervisionNotice()));
    Waiting.until(
        "the organisation's decision is known",
        () -> transcription(number).equals(TranscriptionPolicy.of("live", "it")));
    var numbers = new NumberStore(Ground.database());
    numbers.change(organisation, number.value(), before -> speaking(before, "fr"));
    Waiting.until(
        "the number's is known",
        () -> transcription(number).equals(TranscriptionPolicy.of("live", "fr")));
  }

  private TranscriptionPolicy transcription(E164 number) {
    return directory.number(number).orElseThrow().transcription();
  }

  private static PhoneNumber speaking(PhoneNumber before, String language) {
    return new PhoneNumber(
        before.number(),
        before.type(),
        before.country(),
        before.label(),
        before.userId(),
        before.conferenceId(),
        before.recording(),
        TranscriptionPolicy.of(null, language),
        before.rentedAt());
  }

  @Test
  void aNumberIsRentedOnce() {
    var number = firm.rent();
    var other = Ground.organisation();

    assertThatThrownBy(
            () ->
                Ground.database().in(other, tx -> tx.one("select rent_number($1)", number.value())))
        .isInstanceOfSatisfying(
            Conflict.class, e -> assertThat(e.constraint()).isEqualTo("phone_number_taken"));
  }
}
