package tv.mux.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolverTest {

    @Test
    void theAddressesOfAHostAreTriedInTurn() throws Exception {
        InetAddress one = InetAddress.getByName("192.0.2.1");
        InetAddress two = InetAddress.getByName("192.0.2.2");
        assertThat(Resolver.after(null, List.of(one, two))).isEqualTo(one);
        assertThat(Resolver.after(one, List.of(one, two))).isEqualTo(two);
        assertThat(Resolver.after(two, List.of(one, two))).isEqualTo(one);
        assertThat(Resolver.after(two, List.of(one))).isEqualTo(one);
    }
}
