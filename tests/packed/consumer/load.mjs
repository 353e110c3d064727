import 'insight-inventory';
