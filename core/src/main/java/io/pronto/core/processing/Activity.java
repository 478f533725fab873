package io.pronto.core.processing;

import io.pronto.core.retention.DataInventory.Entry;
import io.pronto.core.subprocessor.DataCategory;
import java.util.List;

/**
 * Something that is done with personal data.
 *
 * @param code how JSON calls it, and the file of words
 * @param operator what the operator is in it
 * @param people whose data they are, as the file of words has them
 * @param tables where the data are
 */
record Activity(
    String code,
    Operator operator,
    List<String> people,
    List<DataCategory> categories,
    List<Entry> tables) {
  /** What the operator is (GDPR art. 4(7) and (8)). */
  enum Operator {
    PROCESSOR,
    CONTROLLER
  }
}
