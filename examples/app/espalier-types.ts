// Written by `espalier types`. Do not change it by hand: it is what the database says.

/** Rows by type: their columns as resolvers see them, and where their relations lead. */
export interface Entities {
  Album: {
    columns: {
      readonly albumId: number;
      readonly title: string;
      readonly artistId: number;
    };
    one: {
      readonly artist: 'Artist';
    };
    many: {
      readonly tracks: 'Track';
    };
    aggregates: {
      readonly tracksAggregate: 'Track';
    };
    connections: {
      readonly tracksConnection: 'Track';
    };
    distinctOn: 'ALBUM_ID' | 'TITLE' | 'ARTIST_ID';
  };
  Artist: {
    columns: {
      readonly artistId: number;
      readonly name: string | null;
    };
    one: {};
    many: {
      readonly albums: 'Album';
    };
    aggregates: {
      readonly albumsAggregate: 'Album';
    };
    connections: {
      readonly albumsConnection: 'Album';
    };
    distinctOn: 'ARTIST_ID' | 'NAME';
  };
  Customer: {
    columns: {
      readonly customerId: number;
      readonly firstName: string;
      readonly lastName: string;
      readonly company: string | null;
      readonly address: string | null;
      readonly city: string | null;
      readonly state: string | null;
      readonly country: string | null;
      readonly postalCode: string | null;
      readonly phone: string | null;
      readonly fax: string | null;
      readonly email: string;
      readonly supportRepId: number | null;
    };
    one: {
      readonly supportRep: 'Employee' | null;
    };
    many: {
      readonly invoices: 'Invoice';
    };
    aggregates: {
      readonly invoicesAggregate: 'Invoice';
    };
    connections: {
      readonly invoicesConnection: 'Invoice';
    };
    distinctOn:
      | 'CUSTOMER_ID'
      | 'FIRST_NAME'
      | 'LAST_NAME'
      | 'COMPANY'
      | 'ADDRESS'
      | 'CITY'
      | 'STATE'
      | 'COUNTRY'
      | 'POSTAL_CODE'
      | 'PHONE'
      | 'FAX'
      | 'EMAIL'
      | 'SUPPORT_REP_ID';
  };
  Employee: {
    columns: {
      readonly employeeId: number;
      readonly lastName: string;
      readonly firstName: string;
      readonly title: string | null;
      readonly reportsTo: number | null;
      readonly birthDate: string | null;
      readonly hireDate: string | null;
      readonly address: string | null;
      readonly city: string | null;
      readonly state: string | null;
      readonly country: string | null;
      readonly postalCode: string | null;
      readonly phone: string | null;
      readonly fax: string | null;
      readonly email: string | null;
    };
    one: {
      readonly employeeByReportsTo: 'Employee' | null;
    };
    many: {
      readonly customers: 'Customer';
      readonly employeesByReportsTo: 'Employee';
      readonly ancestors: 'Employee';
      readonly descendants: 'Employee';
    };
    aggregates: {
      readonly customersAggregate: 'Customer';
      readonly employeesByReportsToAggregate: 'Employee';
    };
    connections: {
      readonly customersConnection: 'Customer';
      readonly employeesByReportsToConnection: 'Employee';
    };
    distinctOn:
      | 'EMPLOYEE_ID'
      | 'LAST_NAME'
      | 'FIRST_NAME'
      | 'TITLE'
      | 'REPORTS_TO'
      | 'BIRTH_DATE'
      | 'HIRE_DATE'
      | 'ADDRESS'
      | 'CITY'
      | 'STATE'
      | 'COUNTRY'
      | 'POSTAL_CODE'
      | 'PHONE'
      | 'FAX'
      | 'EMAIL';
  };
  Genre: {
    columns: {
      readonly genreId: number;
      readonly name: string | null;
    };
    one: {};
    many: {
      readonly tracks: 'Track';
    };
    aggregates: {
      readonly tracksAggregate: 'Track';
    };
    connections: {
      readonly tracksConnection: 'Track';
    };
    distinctOn: 'GENRE_ID' | 'NAME';
  };
  Invoice: {
    columns: {
      readonly invoiceId: number;
      readonly customerId: number;
      readonly invoiceDate: string;
      readonly billingAddress: string | null;
      readonly billingCity: string | null;
      readonly billingState: string | null;
      readonly billingCountry: string | null;
      readonly billingPostalCode: string | null;
      readonly total: string;
    };
    one: {
      readonly customer: 'Customer';
    };
    many: {
      readonly invoiceLines: 'InvoiceLine';
    };
    aggregates: {
      readonly invoiceLinesAggregate: 'InvoiceLine';
    };
    connections: {
      readonly invoiceLinesConnection: 'InvoiceLine';
    };
    distinctOn:
      | 'INVOICE_ID'
      | 'CUSTOMER_ID'
      | 'INVOICE_DATE'
      | 'BILLING_ADDRESS'
      | 'BILLING_CITY'
      | 'BILLING_STATE'
      | 'BILLING_COUNTRY'
      | 'BILLING_POSTAL_CODE'
      | 'TOTAL';
  };
  InvoiceLine: {
    columns: {
      readonly invoiceLineId: number;
      readonly invoiceId: number;
      readonly trackId: number;
      readonly unitPrice: string;
      readonly quantity: number;
    };
    one: {
      readonly invoice: 'Invoice';
      readonly track: 'Track';
    };
    many: {};
    distinctOn: 'INVOICE_LINE_ID' | 'INVOICE_ID' | 'TRACK_ID' | 'UNIT_PRICE' | 'QUANTITY';
  };
  MediaType: {
    columns: {
      readonly mediaTypeId: number;
      readonly name: string | null;
    };
    one: {};
    many: {
      readonly tracks: 'Track';
    };
    aggregates: {
      readonly tracksAggregate: 'Track';
    };
    connections: {
      readonly tracksConnection: 'Track';
    };
    distinctOn: 'MEDIA_TYPE_ID' | 'NAME';
  };
  Playlist: {
    columns: {
      readonly playlistId: number;
      readonly name: string | null;
    };
    one: {};
    many: {
      readonly playlistTracks: 'PlaylistTrack';
      readonly tracks: 'Track';
    };
    aggregates: {
      readonly playlistTracksAggregate: 'PlaylistTrack';
      readonly tracksAggregate: 'Track';
    };
    connections: {
      readonly playlistTracksConnection: 'PlaylistTrack';
      readonly tracksConnection: 'Track';
    };
    distinctOn: 'PLAYLIST_ID' | 'NAME';
  };
  PlaylistTrack: {
    columns: {
      readonly playlistId: number;
      readonly trackId: number;
    };
    one: {
      readonly playlist: 'Playlist';
      readonly track: 'Track';
    };
    many: {};
    distinctOn: 'PLAYLIST_ID' | 'TRACK_ID';
  };
  Track: {
    columns: {
      readonly trackId: number;
      readonly name: string;
      readonly albumId: number | null;
      readonly mediaTypeId: number;
      readonly genreId: number | null;
      readonly composer: string | null;
      readonly milliseconds: number;
      readonly bytes: number | null;
      readonly unitPrice: string;
    };
    one: {
      readonly album: 'Album' | null;
      readonly genre: 'Genre' | null;
      readonly mediaType: 'MediaType';
    };
    many: {
      readonly invoiceLines: 'InvoiceLine';
      readonly playlistTracks: 'PlaylistTrack';
      readonly playlists: 'Playlist';
    };
    aggregates: {
      readonly invoiceLinesAggregate: 'InvoiceLine';
      readonly playlistTracksAggregate: 'PlaylistTrack';
      readonly playlistsAggregate: 'Playlist';
    };
    connections: {
      readonly invoiceLinesConnection: 'InvoiceLine';
      readonly playlistTracksConnection: 'PlaylistTrack';
      readonly playlistsConnection: 'Playlist';
    };
    distinctOn:
      | 'TRACK_ID'
      | 'NAME'
      | 'ALBUM_ID'
      | 'MEDIA_TYPE_ID'
      | 'GENRE_ID'
      | 'COMPOSER'
      | 'MILLISECONDS'
      | 'BYTES'
      | 'UNIT_PRICE';
  };
}
