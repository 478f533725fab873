package io.pronto.core.device;

import io.pronto.core.organisation.OrganisationId;

/**
 * What proves that a device is who it says (RFC 7616, RFC 8760): the digest hashes HA1 of its
 * username, realm and password. The password itself is kept nowhere.
 *
 * @param userId whose device it is
 * @param ha1Md5 32 hexadecimal digits in lower case
 * @param ha1Sha256 64 hexadecimal digits in lower case
 */
public record Account(
    String deviceId,
    OrganisationId organisation,
    String userId,
    AddressOfRecord addressOfRecord,
    String ha1Md5,
    String ha1Sha256) {
  /** Leaves out the hashes: they are as good as the password. */
  @Override
  public String toString() {
    return addressOfRecord.toString();
  }
}
