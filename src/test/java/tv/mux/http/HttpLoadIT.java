package tv.mux.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import tv.mux.http.RawHttp.Reply;
import tv.mux.model.Segment;

/** Tests slow readers, many requests on one connection, and the shutdown of the server. */
@Isolated
class HttpLoadIT {
    private static final int BIG = 8 * 1024 * 1024; // more than the socket buffers hold

    @RegisterExtension
    final LiveServer live = new LiveServer();

    @Test
    void keepsTheConnectionAndTheOrderOfManyRequests() throws Exception {
        Segment one = live.publish(200_000);
        Segment two = live.publish(300_000);
        try (Socket socket = live.http().connect()) {
            String both = RawHttp.head("GET", LiveServer.path(one)) + "\r\n" + RawHttp.head("GET", LiveServer.path(two))
                    + "\r\n";
            RawHttp.send(socket, both.repeat(20));
            InputStream in = socket.getInputStream();
            for (int i = 0; i < 20; i++) {
                assertThat(RawHttp.read(in).body()).isEqualTo(FakeIndex.bytes(one));
                assertThat(RawHttp.read(in).body()).isEqualTo(FakeIndex.bytes(two));
            }
        }
    }

    @Test
    void aSlowReaderGetsItsSegmentAfterTheSegmentHasLeftThePlaylist() throws Exception {
        Segment segment = live.publish(BIG);
        try (Socket socket = live.http().connect()) {
            RawHttp.send(socket, RawHttp.head("GET", LiveServer.path(segment)) + "\r\n");
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo('H');
            for (int i = 0; i < FakeIndex.LIST_SIZE; i++) {
                live.publish(BIG); // the same size, so that memory that is released too early is overwritten
            }
            assertThat(live.http().get(View.STREAM).text()).doesNotContain(segment.file());
            Reply reply = RawHttp.read(new SequenceInputStream(new ByteArrayInputStream(new byte[] {'H'}), in));
            assertThat(reply.body()).isEqualTo(FakeIndex.bytes(segment));
        }
    }

    @Test
    void slowReadersShareTheBytesOfASegment() throws Exception {
        Segment segment = live.publish(BIG);
        Socket[] readers = new Socket[100];
        try {
            long before = directMemory();
            for (int i = 0; i < readers.length; i++) {
                readers[i] = live.http().connect();
                // The responses would exceed the memory if the server made them before the client reads them.
                RawHttp.send(readers[i], (RawHttp.head("GET", LiveServer.path(segment)) + "\r\n").repeat(500));
                assertThat(readers[i].getInputStream().read()).isEqualTo('H');
            }
            assertThat(directMemory() - before).isLessThan(64L * 1024 * 1024);
            assertThat(requests("segment", "2xx")).isLessThan(readers.length * 5);
            assertThat(live.http().get(LiveServer.path(segment)).body()).isEqualTo(FakeIndex.bytes(segment));
        } finally {
            for (Socket reader : readers) {
                if (reader != null) {
                    reader.close();
                }
            }
        }
    }

    private double requests(String kind, String status) {
        return live.registry()
                .counter("mux.http.requests", "kind", kind, "status", status)
                .count();
    }

    private static long directMemory() {
        return PlatformDependent.usedDirectMemory(); // pooled and unpooled
    }

    @Test
    void releasesTheMemoryOfUnlistedSegments() throws Exception {
        long before = directMemory();
        for (int i = 0; i < 5 * FakeIndex.LIST_SIZE; i++) {
            live.publish(BIG);
            // The second window's worth is for other memory of the JVM and Netty.
            assertThat(directMemory() - before).isLessThan(2L * FakeIndex.LIST_SIZE * BIG);
        }
    }

    @Test
    void completesOpenResponsesWhenItStops() throws Exception {
        Segment segment = live.publish(BIG);
        try (Socket idle = live.http().connect();
                Socket busy = live.http().connect()) {
            RawHttp.send(idle, RawHttp.head("GET", "/health") + "\r\n");
            assertThat(RawHttp.read(idle.getInputStream()).status()).isEqualTo(200);
            RawHttp.send(busy, RawHttp.head("GET", LiveServer.path(segment)) + "\r\n");
            assertThat(busy.getInputStream().read()).isEqualTo('H');

            Future<Void> stopped = live.vertx().undeploy(live.server().deploymentID());

            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            await().atMost(2, TimeUnit.SECONDS).untilAsserted(() -> assertThatThrownBy(
                            () -> live.http().connect().close())
                    .isInstanceOf(ConnectException.class));
            assertThat(stopped.isComplete()).isFalse();
            Reply reply = RawHttp.read(
                    new SequenceInputStream(new ByteArrayInputStream(new byte[] {'H'}), busy.getInputStream()));
            assertThat(reply.body()).isEqualTo(FakeIndex.bytes(segment));
            stopped.await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void doesNotWaitForeverForAClientThatDoesNotRead() throws Exception {
        Segment segment = live.publish(BIG);
        try (Socket stuck = live.http().connect()) {
            RawHttp.send(stuck, RawHttp.head("GET", LiveServer.path(segment)) + "\r\n");
            assertThat(stuck.getInputStream().read()).isEqualTo('H');
            long before = System.nanoTime();

            live.vertx().undeploy(live.server().deploymentID()).await(10, TimeUnit.SECONDS);

            assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(5));
        }
    }
}
