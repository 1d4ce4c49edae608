/** Columns of the list of a region, in the order that AWS has them. */
const columns = [
  ...['SKU', 'OfferTermCode', 'RateCode', 'TermType', 'PriceDescription', 'EffectiveDate'],
  ...['StartingRange', 'EndingRange', 'Unit', 'PricePerUnit', 'Currency', 'RelatedTo'],
  ...['LeaseContractLength', 'PurchaseOption', 'OfferingClass', 'Product Family', 'serviceCode'],
  ...['Location', 'Location Type', 'Instance Type', 'Current Generation', 'Instance Family'],
  ...['vCPU', 'Physical Processor', 'Clock Speed', 'Memory', 'Storage', 'Network Performance'],
  ...['Processor Architecture', 'Storage Media', 'Volume Type', 'Max Volume Size'],
  ...['Max IOPS/volume', 'Max IOPS Burst Performance', 'Max throughput/volume', 'Provisioned'],
  ...['Tenancy', 'EBS Optimized', 'Operating System', 'License Model', 'Group'],
  ...['Group Description', 'Transfer Type', 'usageType', 'operation', 'AvailabilityZone'],
  ...['CapacityStatus', 'ClassicNetworkingSupport', 'Dedicated EBS Throughput', 'ECU', 'GPU'],
  ...['instanceSKU', 'MarketOption', 'Normalization Size Factor', 'Pre Installed S/W'],
  ...['Processor Features', 'Product Type', 'Region Code', 'serviceName', 'Volume API Name'],
];

export type OfferRow = Readonly<Record<string, string>>;

/** An m5.large on demand in the region itself. */
export const instanceRow: OfferRow = {
  ...{ SKU: 'X', TermType: 'OnDemand', Unit: 'Hrs', PricePerUnit: '0.0960000000', Currency: 'USD' },
  ...{ 'Product Family': 'Compute Instance', 'Instance Type': 'm5.large', Tenancy: 'Shared' },
  ...{ 'Operating System': 'Linux', 'License Model': 'No License required' },
  ...{ CapacityStatus: 'Used', 'Pre Installed S/W': 'NA', MarketOption: 'OnDemand' },
  ...{ Location: 'EU (Frankfurt)', 'Location Type': 'AWS Region', 'Region Code': 'eu-central-1' },
  PriceDescription: '$0.096 per ""On Demand"" m5.large',
};

/** A GB of gp3. */
export const volumeRow: OfferRow = {
  ...{ SKU: 'Y', TermType: 'OnDemand', Unit: 'GB-Mo', PricePerUnit: '0.0800000000' },
  ...{ Currency: 'USD', 'Product Family': 'Storage', 'Volume API Name': 'gp3' },
  ...{ Location: 'EU (Frankfurt)', 'Location Type': 'AWS Region', 'Region Code': 'eu-central-1' },
};

/** The list of one region, as AWS writes it: what a row lacks has not even quotes. */
export function offerFile(rows: readonly OfferRow[], published = '2026-11-19T20:14:02Z'): string {
  const line = (fields: readonly string[]) =>
    fields.map((field) => (field === '' ? '' : `"${field}"`)).join(',');
  return [
    line(['FormatVersion', 'v1.0']),
    line(['Disclaimer', 'For informational purposes only, see https://aws.amazon.com/free/']),
    line(['Publication Date', published]),
    line(['Version', published.replaceAll(/\D/g, '')]),
    line(['OfferCode', 'AmazonEC2']),
    line(columns),
    ...rows.map((row) => line(columns.map((name) => row[name] ?? ''))),
    '',
  ].join('\n');
}
