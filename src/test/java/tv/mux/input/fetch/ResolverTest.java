package tv.mux.input.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.mux.input.address.AddressRule;
import tv.mux.input.address.PublicHosts;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;

class ResolverTest {

    @Test
    void triesTheAddressesOfAHostInTurn() throws Exception {
        InetAddress one = InetAddress.getByName("192.0.2.1");
        InetAddress two = InetAddress.getByName("192.0.2.2");
        assertThat(Resolver.nextAfter(null, List.of(one, two))).isEqualTo(one);
        assertThat(Resolver.nextAfter(one, List.of(one, two))).isEqualTo(two);
        assertThat(Resolver.nextAfter(two, List.of(one, two))).isEqualTo(one);
        assertThat(Resolver.nextAfter(two, List.of(one))).isEqualTo(one);
    }

    @Test
    void refusesPrivateAddressesAfterAPublicOne() throws Exception {
        InetAddress outside = InetAddress.getByName("8.8.8.8");
        InetAddress inside = InetAddress.getByName("10.0.0.1");
        PublicHosts hosts = new PublicHosts();
        Url head = Url.of("http://head.example/live.m3u8");
        Resolver before = new Resolver(null, new AddressRule(List.of()), hosts, head, 1);
        assertThat(before.allowed(head, List.of(inside))).isEqualTo(inside);
        assertThat(before.allowed(head, List.of(inside, outside))).isEqualTo(outside);
        Resolver after = new Resolver(null, new AddressRule(List.of()), hosts, head, 1);
        assertThatThrownBy(() -> after.allowed(head, List.of(inside)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("10.0.0.1 is a private address");
        Url other = Url.of("http://other.example/live.m3u8");
        assertThat(new Resolver(null, new AddressRule(List.of()), hosts, other, 1).allowed(other, List.of(inside)))
                .isEqualTo(inside);
    }
}
