/** CPU per relayed RTP packet, Pronto against rtpengine. */
package io.pronto.bench.media;
