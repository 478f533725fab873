package io.pronto.core.emergency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmergencyWayTest {
  @ParameterizedTest
  @CsvSource({
    "75001, 75056, 75",
    "75001, , 75",
    "20000, 2A004, 2A",
    "20000, , 2A",
    "20200, , 2B",
    "97400, 97411, 974",
    "01000, 01053, 01"
  })
  void theDepartmentIsTheCommunesOrElseThePostcodes(
      String postcode, String insee, String department) {
    assertThat(address(postcode, insee).department()).contains(department);
  }

  @ParameterizedTest
  @CsvSource({"7500, , postcode", "75001, 7505, insee", "75001, 2C004, insee"})
  void whatCannotBeInFranceIsRefused(String postcode, String insee, String field) {
    assertThatThrownBy(() -> address(postcode, insee))
        .isInstanceOfSatisfying(
            CivicAddress.Fault.class, fault -> assertThat(fault.field()).isEqualTo(field));
  }

  @Test
  void anAddressIsReadAsItWasWritten() {
    var address = address("75001", "75056");

    assertThat(CivicAddress.of(address.json())).isEqualTo(address);
  }

  private static CivicAddress address(String postcode, String insee) {
    return CivicAddress.of(
        new JsonObject()
            .put("country", "FR")
            .put("postcode", postcode)
            .put("insee", insee)
            .put("city", "Paris")
            .put("street", "rue de la Paix")
            .put("house_number", "12"));
  }
}
